# What a lock screen shows: neutral, no reasons.
alert-push = 1 thing to look at · { $code }
alert-push-again =
    { $count ->
        [1] Still 1 thing to look at · { $code }. Nobody has it now.
        [2] { $code } is still with nobody. Who can look at it now?
       *[other] Reminded { $count } times · { $code } is still waiting for somebody.
    }
alert-push-last = { $code } is still waiting. You will not be reminded again; please look now.
alert-push-last-until = { $code } is still waiting. There is no other reminder until the limit for contact ({ $until }); please look now.
alert-push-expired = { $code } is open again: no word from you on how it went.
alert-push-reopened = 1 thing to look at · { $code }: there is something new, so it is open again.
alert-push-overdue = Nobody has been in touch with { $code }, and the time for it is over. Please look now.
alert-push-taken-over = A colleague has { $code } now: the time for it was over.
alert-state-open = Nobody has taken it yet.
alert-state-open-again = Nobody has it now.
alert-state-acknowledged = ✔ Taken by { $holder } · { $time }
alert-state-contacted = ✔ Contacted by { $holder } · { $time }
alert-state-notReached = ↻ Not reached ({ $holder } · { $time }). It comes back { $at }.
alert-state-closed = ■ Closed · { $time }
alert-state-closed-talked = ■ Talked ({ $holder } · { $time })
alert-state-closed-false-alarm = ■ False alarm ({ $holder } · { $time })
alert-goes-on = This goes on in a newer message.
alert-moved = 1 thing was handed on to a colleague. Thank you.
alert-moved-closed = 1 thing is closed. Thank you.

button-alert-open = Open
button-open-case = Open { $code }
button-alert-take = I take it
button-alert-talked = We talked
button-alert-no-answer = Not reached
button-alert-false-alarm = False alarm
button-alert-false-alarm-yes = Yes, a false alarm

menu-open-alerts = Still open
open-alerts = Still open ({ $total }), the most urgent on top:
button-open-alerts = ← List
open-alerts-none = Nothing is open.
open-alerts-since = since { $time }
open-alerts-nobody = nobody has it

alert-title = { $mark } { $code } · { $tier }
tier-green = Green
tier-amber = Amber
tier-orange = Orange
tier-red = Red
alert-day = Day { $day } since release
alert-write-others = To write through the bot, ask { $names }.
alert-write-nobody = Nobody can write through the bot now. Name a counselor in /menu → Participants.
alert-why = Why ({ $time }):
alert-why-corrected = Corrected by the person ({ $time }):
alert-earlier = { $count } more before that
alert-why-gone = Why this alert was raised is not kept any more, or cannot be read.
alert-why-none = the answers no longer trigger anything
alert-reason = • { $rule } — { $text }
alert-reason-hidden = • { $tier }; details only for the assigned counselor
alert-reason-hidden-red = • Red: a call for help, or an answer that cannot wait; details only for the assigned counselor
alert-reason-hidden-more = • more: details only for the assigned counselor
alert-waiting = Not enough history yet for: { $waiting }
alert-waiting-rule = { $rule } ({ $have } of { $need })
alert-short = Short check: the other signs were not asked, so O3 and O4 are judged only where these few are enough, and A1 is not.
alert-trend-no-total = ▫ / { short-form }: answered, without a total
short-form = short check
total-scaled = ≈ one sign was skipped; the others stand for it in the total
alert-trend = Last 7 days (total 0–40, "·" = empty):
alert-note = Rules only suggest contact. This is neither a diagnosis nor a forecast.

reason-help-button = pressed the help button
reason-safety-danger = thinks of self-harm and fears acting on it
reason-craving-without-confidence = very strong urge with low confidence ({ $answers })
reason-craving-without-confidence-felt = urges or memories of using, beside the confidence for the next 24 hours ({ $answers })
reason-substance-soft = a substance was close ({ $answers })
reason-substance-reporting = reports use ({ $answers })
reason-substance-offered = was offered a substance ({ $answers })
reason-craving = very strong urges or memories ({ $answers })
reason-craving-felt = urges or memories of using ({ $answers })
reason-no-confidence = not confident for the next 24 hours ({ $answers })
reason-no-confidence-felt = not fully confident for the next 24 hours ({ $answers })
reason-safety-thoughts = passing thoughts of self-harm
reason-safety-refused = did not want to answer the safety question, on a day of sadness or loneliness ({ $answers })
reason-asked-for-contact = asks to be contacted as soon as possible
reason-total = high total: { $total } of { $outOf } (limit { $limit })
reason-many-signs = { $count } strong signs at once ({ $answers })
reason-many-signs-felt = { $count } felt signs at once ({ $answers })
reason-missed = { $days ->
    [1] one check-in without an answer
   *[other] { $days } check-ins in a row without an answer
  }
reason-missed-afterAlarm = { $days ->
    [1] one check-in without an answer after a hard day
   *[other] { $days } check-ins without an answer after a hard day
  }
reason-strongest-signs = a sign at its highest ({ $answers })
reason-strongest-signs-felt = a sign that stands out ({ $answers })
reason-personal-jump = far above the own usual: { $total } of 40, usually about { $mean } of 40 (over { $days } check-ins)
reason-drift = has been rising for some days: now about { $level } of 40, usually about { $mean } of 40 (over { $days } check-ins)
reason-repeated-sign = strong on { $times } or more of the last { $of } check-ins ({ $answers })
reason-repeated-sign-felt = felt on { $times } or more of the last { $of } check-ins ({ $answers })
reason-half-missing = only { $completed } of the last { $due } check-ins completed
reason-bot-blocked = the bot's messages no longer arrive
reason-straight-lining = the same answer to everything, within seconds, on { $times } days
reason-almost-used = almost used ({ $answers })
reason-answer = { $name } { $value }
reason-answer-skipped = { $name } skipped
reason-answer-unreadable = { $name } cannot be read

alert-taken-toast = OK, it is yours.
alert-done-toast = Noted. Thank you.
alert-held-toast = { $name } has it already.
alert-closed-toast = It was closed before.
alert-changed-toast = Not noted: it has changed meanwhile. Please read it here first.
alert-unknown-toast = This is not yours, or it no longer exists.
alert-person-withdrawn = The person has stopped taking part.
alert-person-frozen = The account is locked; do not write through the bot.
alert-reason-withdrawn = • { $tier }; the details are not shown any more
alert-reason-withdrawn-more = • more: the details are not shown any longer
notice-withdrawn = { $code } no longer takes part in the daily check.

alert-push-unfinished = 1 thing is not closed yet · { $code }. What came of it?
alert-state-closed-agreed = ■ Accepted help ({ $holder } · { $time })
alert-state-closed-met = ■ Met ({ $holder } · { $time })
alert-state-closed-referred = ■ Referred ({ $holder } · { $time })
alert-unconnected = ‼ Nobody has got through since { $time }
alert-wait = ⏳ Waiting for contact since { $time } · aim { $aim } · at the latest { $limit }
alert-wait-aim = ⏰ Waiting for contact since { $time } · aim { $aim } missed · at the latest { $limit }
alert-wait-limit = ‼ No contact since { $time } · limit { $limit } exceeded. Reach out now, or ask a colleague.
alert-step-told = told { $time }
alert-step-taken = taken { $time }
alert-step-contacted = spoken { $time }
alert-step-agreed = agreed { $time }
alert-step-seen = met { $time }
alert-step-stayed = stayed { $time }
alert-ask-outcome = You have spoken. What came of it?
alert-ask-outcome-inherited = { $name } has spoken with them. What came of it?
alert-ask-referral = Referred to where?
alert-ask-false-alarm = Really a false alarm? Afterwards nobody is told or asked about this any more, and it cannot be opened again.
button-alert-not-talked = No – wrong button
button-alert-goes-on = How did it go on?
button-alert-refer = Refer
button-alert-enough = Talking was enough
button-alert-agreed = Accepted help
button-alert-met = Have met
button-alert-to-clinic = Clinic / hospital
button-alert-to-rehab = Treatment place
button-alert-to-group = Support group
button-alert-to-other = Elsewhere

# Arrives unasked: neutral.
follow-up-push = How has { $code } been since { $day }? One tap is enough.
follow-up-ask = { $code } · { $day }: how did it go on?
follow-up-done = { $code } · { $day }: noted. Thank you.
button-follow-up-agreed = Accepted help
button-follow-up-came = They came
button-follow-up-not-yet = Not yet
button-follow-up-gave-up = Given up
button-follow-up-stayed = Still going
button-follow-up-left = No longer going
numbers-again = Nobody has got through to you yet. You can call now: { $numbers }

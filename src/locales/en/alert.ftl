# What a lock screen shows: neutral, no reasons.
alert-push = 1 thing to look at · { $code }
alert-push-again = Still 1 thing to look at · { $code }. Nobody has taken it yet.
alert-push-last = { $code } is still waiting. You will not be reminded again; please look now.
alert-push-expired = { $code } is open again: no word from you on how it went.
alert-state-open = Nobody has taken it yet.
alert-state-acknowledged = ✔ Taken by { $holder } · { $time }
alert-state-contacted = ✔ Contacted by { $holder } · { $time }
alert-state-notReached = ↻ Not reached ({ $holder } · { $time }). It comes back by itself.
alert-state-closed = ■ Closed · { $time }
alert-state-closed-talked = ■ Talked ({ $holder } · { $time })
alert-state-closed-false-alarm = ■ False alarm ({ $holder } · { $time })
alert-moved = 1 thing was handed on to a colleague. Thank you.

button-alert-open = Open
button-alert-take = I take it
button-alert-talked = We talked
button-alert-no-answer = Not reached
button-alert-false-alarm = False alarm

alert-title = { $mark } { $code } · { $tier }
tier-green = Green
tier-amber = Amber
tier-orange = Orange
tier-red = Red
alert-day = Day { $day } since release
alert-why = Why ({ $time }):
alert-why-corrected = Corrected by the person ({ $time }):
alert-why-none = the answers no longer trigger anything
alert-reason = • { $rule } — { $text }
alert-reason-hidden = • { $tier }; details only for the assigned counselor
alert-waiting = Not enough history yet for: { $waiting }
alert-waiting-rule = { $rule } ({ $have } of { $need })
alert-trend = Last 7 days (total 0–40, "·" = empty):
alert-note = Rules only suggest contact. This is neither a diagnosis nor a forecast.

reason-help-button = pressed the help button
reason-safety-danger = thinks of self-harm and fears acting on it
reason-craving-without-confidence = very strong urge with low confidence ({ $answers })
reason-substance-soft = a substance was close ({ $answers })
reason-substance-reporting = reports use ({ $answers })
reason-craving = very strong urges or memories ({ $answers })
reason-no-confidence = not confident for the next 24 hours ({ $answers })
reason-safety-thoughts = passing thoughts of self-harm
reason-safety-refused = did not want to answer the safety question, with strong sadness or loneliness ({ $answers })
reason-asked-for-contact = asks to be contacted as soon as possible
reason-total = high total: { $total } of { $outOf } (limit { $limit })
reason-many-signs = { $count } strong signs at once ({ $answers })
reason-missed = { $days } days in a row without an answer
reason-missed-afterAlarm = { $days } days without an answer after a hard day
reason-strongest-signs = a sign at its highest ({ $answers })
reason-personal-jump = far above the own usual: { $total }, usually about { $mean } (over { $days } check-ins)
reason-drift = has been rising for some days: now about { $level }, usually about { $mean } (over { $days } check-ins)
reason-repeated-sign = strong on { $times } or more of the last { $of } check-ins ({ $answers })
reason-half-missing = only { $completed } of the last { $due } check-ins completed
reason-bot-blocked = the bot's messages no longer arrive
reason-straight-lining = the same answer to everything, within seconds, on { $times } days
reason-almost-used = almost used ({ $answers })
reason-answer = { $name } { $value }
reason-answer-skipped = { $name } skipped

alert-taken-toast = OK, it is yours.
alert-done-toast = Noted. Thank you.
alert-held-toast = { $name } has it already.
alert-closed-toast = It was closed before.
alert-unknown-toast = This is not yours, or it no longer exists.

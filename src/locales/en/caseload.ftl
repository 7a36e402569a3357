caseload = My people ({ $total }), whoever needs it most on top:
caseload-legend = ❗ not taken · ✔ taken · ↻ not reached · 💬 would like to be contacted · 🟡 in the yellow list · 🚫 cannot be written to · ⏸ break · 🔕 kept quiet · ↪ standing in for a colleague
caseload-none = Nobody is with you yet.
caseload-today = today
caseload-days-ago = { $days ->
    [1] yesterday
   *[other] { $days } days ago
  }
caseload-never = never yet

worklist = Yellow list ({ $total }). Open one to see why; ⏰ past its time (7 days; after release 48 hours):
worklist-wish = 💬 Would like contact:
worklist-released = 📞 Just released, call:
worklist-none = The yellow list is empty.
worklist-person = Open { $code }
worklist-no-reasons = With the rules of now there is no reason any more.

case-unknown = Not one of your people, or no longer.
case-three-a-week = Checks three times a week: Monday, Wednesday, Friday
case-day = Day { $day } since release ({ $phase })
case-day-again = Day { $day } since release; the phases began again on { $on }: day { $days } ({ $phase })
case-before-release = { $days ->
    [1] Release tomorrow
   *[other] Release in { $days } days
  }
case-phase-first-fortnight = first two weeks
case-phase-first-month = until day 28
case-phase-first-quarter = until day 90
case-phase-first-half-year = until day 180
case-phase-later = after day 180
case-week = 7 days: { $week }
case-no-alert = Nothing is open.
case-alert-open = { $mark } { $tier }: nobody has taken it
case-alert-open-again = { $mark } { $tier }: nobody has it now
case-alert-acknowledged = { $mark } { $tier }: taken by { $holder }
case-alert-contacted = { $mark } { $tier }: contacted by { $holder }
case-alert-notReached = { $mark } { $tier }: not reached ({ $holder })
case-wishes = 💬 Would like to be contacted, any time ({ $day })
case-to-call = 📞 Released { $day }: call within 48 hours, then write a note.
case-to-call-invited = 📞 Released { $day }, and has not opened the invitation: call within 48 hours. This line goes once the invitation is opened, after 14 days at the latest.
case-reachable = Can be written to.
case-unreachable = Cannot be written to (not linked yet, bot blocked, or account gone).
case-next = Next check-in: { $at }
case-no-next = No check-in is planned.
case-paused = Takes a break until { $day }
button-case-wish-met = ✔ I have been in touch
button-case-picture = 30-day picture
button-case-answers = Answers
button-case-alerts = Past alerts
button-case-notes = Notes
button-case-add-note = ➕ Note
button-case-write = Write a message
button-case-extra = Ask for a check-in now

case-answers = { $code } · last answers (numbers: 0–4, higher is harder):
case-answers-none = No answers yet.
case-total = total { $total } of 40
case-answer-said = { $name }: { $said }
case-alerts = { $code } · alerts of the last 90 days: { $total }
case-outcome-open = not taken
case-outcome-acknowledged = taken
case-outcome-contacted = contacted
case-outcome-notReached = not reached
case-outcome-closed = done
case-outcome-talked = talked
case-outcome-agreed = accepted help
case-outcome-met = met
case-outcome-false-alarm = false alarm
case-outcome-referred = referred
case-notes = { $code } · last notes:
case-note-unreadable = (This note is damaged and cannot be read.)
case-notes-none = No notes yet.
note-ask = Write a note about { $code }. Do not use anybody's real name. Who can read it: their counselor, whoever stands in while that one is away, and { $code } in the download of their data.
note-too-long = Too long; at most { $most } letters. Please write less.
note-added = The note about { $code } is saved. Your message has been deleted from this chat.
question-left = The question about { $code } is closed, because you have opened somebody else. Nothing was recorded.

extra-asked = Sent: today's check-in.
extra-asked-already = It is less than an hour since it was asked. Give it some time.
extra-answered-already = Today's check-in is filled in. See Answers.
extra-paused = On a break until { $day }. If it is urgent, contact them directly.
extra-before-release = Not released yet; check-ins begin { $day }.
extra-quiet = These are quiet hours. You can ask again { $at }.
extra-unreachable = Cannot be written to. Try to reach them another way.
extra-not-taking-part = This person does not take part in the daily check-in (not started, or stopped).

month-title = { $code } · 30 days
month-legend = Total 0–40 · band = usual · – = no total (short check)
month-legend-no-usual = Total 0–40 · "usual" not known yet · – = no total (short check)

button-case-quiet = Quieten alerts
quiet = { $code } · ordinary alerts can be quietened for a while. Red, missed days, use or a substance very close, a wish for contact and safety are always told. The yellow list is quietened too.
  Above: put off ordinary alerts. Below: the total that is usual for this person, for { $days } days.
quiet-snooze = { $days ->
    [1] 1 day
   *[other] { $days } days
  }
quiet-expect = up to { $total }
quiet-end = End the quiet
quiet-snoozed = 🔕 Ordinary alerts put off until { $day }
quiet-expected = 🔕 Totals up to { $total } of 40 count as usual until { $day }
quiet-done-toast = Noted.
button-amber-seen = ✔ Seen
button-amber-unseen = Put it back on the list
button-follow-up = { $day }: how did it go on?

menu = Hello { $name }. What would you like to do?
menu-counselor = Hello { $name }. When something needs looking at, the message comes here and you can open it at once.
menu-invite-participant = ➕ Invite participant
menu-invite-counselor = ➕ Counselor
menu-invite-coordinator = ➕ Coordinator
menu-people = Participants
menu-staff = Team
menu-week = Weekly summary
menu-numbers = Help numbers
button-menu = ☰ Menu
button-cancel = Cancel

people = Participants ({ $total }):
people-none = No participants yet. Invite the first one from the menu.
status-invited = link not opened
status-consenting = signing up
status-active = taking part
status-withdrawn = stopped
status-frozen = account locked
status-unreachable = taking part, but the bot is blocked
person-release = Release: { $date }
person-counselor = Counselor: { $name }
person-backup = Stands in: { $name }
button-assign = Change counselor
button-change-release = Change release date
release-changed = { $code }: the release is on { $date } now.
button-reinvite = Make a new link
reinvite-ask = A new link for { $code }? The former link and account can open nothing any more from this moment, even before the new one is opened.
reinvite-done = The former link and account of { $code } are released. Hand the link below to the person directly.
assign-ask = Who looks after this person?
assigned-toast = Counselor changed.
button-backup = Change stand-in
backup-assigned-toast = Stand-in changed.

staff = Team ({ $total }):
role-counselor = counselor
role-coordinator = coordinator
staff-not-linked = { $name } (not linked yet)

invite-code = Code of the new participant? Do not use a name. Type one, or take { $suggested }.
invite-code-not-understood = A code is letters, then digits, for example { $suggested }.
invite-counselor = Who looks after { $code }?
invite-backup = Who stands in when the counselor cannot?
invite-no-backup = Nobody stands in
invite-release = When is { $code } released? Choose, or type the date, for example 1-12-2026.
invite-release-out-of-range = { $code }, release on { $date }: is the year right? A release can be from { $earliest } to { $latest }. Write it again, for example 1-12-2026.
invite-release-not-understood = I could not read that date for { $code }. Write it like { $example } or 1-12-2026.
invite-today = Today
invite-tomorrow = Tomorrow
invite-participant-done = { $code } is on the list, release { $date }. Hand the link below to the person directly. It works once.
invite-code-taken = That code is in use. Start again from /menu with another one.
invite-numbers-missing = First confirm one person's number and one 24-hour number in /menu → Help numbers.
invite-unknown-staff = That counselor is no longer there. Start again from /menu.
invite-name-counselor = Name of the counselor, as participants will read it?
invite-name-coordinator = Name of the coordinator?
invitation = Invitation for { $who }
  { $link }

  Valid until { $until }, works once.

week-ask = Which week?
week-range = { $from } – { $to }
week-coming-toast = On its way…

numbers = The numbers participants see when they press the help button. Call first, then press "tried".
numbers-full = There are { $most } numbers: nobody reads more in an emergency. Remove one that is not used before adding another.
number-missing-human = ⚠️ No person's number has been tried yet.
number-missing-24h = ⚠️ No 24-hour number has been tried yet.
number-confirmed = ✔ tried { $date }
number-unconfirmed = not tried
number-confirmed-toast = Noted: tried today.
button-confirm-number = ✔ { $label } tried
button-add-number = ➕ Add a person's number
number-name = The person's name, as participants will read it?
number-number = The phone number?
number-hours = When can they be reached? Choose, or type, for example "Monday–Friday 08:00–16:00".
number-added = Number added. Call it first, then mark it as tried in /menu → Help numbers.
number-invalid = "{ $number }" is not a phone number that can be used. Start again from /menu → Help numbers.
number-old = ⚠️ last tried { $date }, more than { $days } days ago. Call again, then press its button.
number-too-long-text = Too long. At most { $most } letters.
number-no-letters = A telephone number has digits only, for example 0812-3456-7890.
number-no-too-short = That is too short to be somebody's number. Short codes such as 112 can only be added by whoever runs the system.
number-no-too-long = That is too long for a telephone number.
number-no-closed = 500-454 is closed.
number-no-takes-reports = 184 also takes crime reports, so it must not be on this list.
number-remove-which = Which number shall be removed?
number-remove-ask = Remove { $label } ({ $number }) from the help screen?
number-removed-toast = Removed.
number-last-toast = The last number cannot be removed.
number-last-emergency-toast = The last emergency number cannot be removed.
button-remove-number = 🗑 Remove a number
button-remove-number-yes = Yes, remove
button-naloxone-yes = Change: there is naloxone here
button-naloxone-no = Change: there is no naloxone here
naloxone-there = The overdose card speaks of naloxone, because there is some here.
naloxone-not-there = The overdose card does not speak of naloxone, because there is none here.
button-open-numbers = Open the numbers

# Arrives unasked: neutral.
notice-unreachable = { $code } can no longer be written to (bot blocked or account gone). Better reach them another way.
notice-paused = { $code } takes a break until { $day }.
notice-numbers-old = { $count ->
    [1] One number was last tried on { $day }. Please call it again, then mark it.
   *[other] { $count } numbers were last tried on { $day }. Please call them again, then mark them.
  }
notice-assigned = { $code } is with you now. /menu
notice-unassigned = { $code } is with a colleague now. Thank you.
notice-backup = { $code }: you are asked now when the usual colleague cannot. /menu
notice-backup-no-longer = { $code }: you do not stand in any more. Thank you.

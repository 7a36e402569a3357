enrol-language = Pilih bahasa · Choose a language
consent-intro = Hi 👋 This comes from your programme.

  Every day, at the hour you choose, this bot asks a few short things about your day. One tap per question, about two minutes.

  What you should know first:
  • When there are danger signs, your answers are read by { $counselor } and whoever stands in, if need be by the programme's coordinators too, and can lead them to contact you.
  • This bot is not an emergency service and nobody watches it around the clock. Technology fails. Do not rely on this bot to keep you safe. The help button always shows numbers you can call.
  • The questions are not a tested medical instrument and predict nothing.
  • Messages go through Telegram, whose servers are abroad and can read them.
  • In /menu you can see your data and who opened it, download it, correct it, stop, and erase all of it, at any time.
  • We give no data to the detention centre, probation, police or BNN unless the law compels us; we cannot promise more.

  Taking part is entirely your choice. Not taking part has no consequence.
consent-checkIn = 1 of 3 · Daily check

  May this bot ask how you are every day and store your answers? You can pause or stop at any time.
consent-counselor = 2 of 3 · Sharing with your counselor

  May { $counselor } and whoever stands in see your answers, and be told when there are strong signs or you ask for help? The programme's coordinators can open such an alert too, with the answers that led to it, except those about substances and safety.
consent-summary = 3 of 3 · Weekly summary

  May your code (not your name) appear in the weekly summary for the programme's coordinators? Answers about substances and safety are not shown there; they only count in the average, the colour of the day and the figures of the group. If not, you can still do the daily check.
consent-declined = OK, thank you for being honest. There are no consequences and nobody is told. If you change your mind, type /start at any time.
button-next = Continue
button-agree = I agree
button-disagree = I do not agree

enrol-hour = What time suits you for the daily check? Choose, or type it, for example 19:30.
hour-not-understood = I could not read that time. Write it like { $example }, from 00:00 to 23:59.
practice = Practice { $position } of { $of } – this answer is not stored

  { $text }
practice-1 = How much do you like sweet tea?
practice-2 = How busy are the streets today?
practice-answer-0 = 0 Not at all
practice-answer-1 = 1 A little
practice-answer-2 = 2 Quite
practice-answer-3 = 3 Strong
practice-answer-4 = 4 Very strong
enrol-done = Done 👍 Your first check comes on { $at }.

  Useful commands: /cek start now · /jam change the hour · /jeda take a break · /bantuan important numbers · /berhenti stop taking part
enrol-continue = Please go on with the buttons above. If they are gone, type /start.

start-stranger = Hello. This bot is only for people who were invited. Ask your programme for an invitation link and open it.
start-welcome-back = Hello again 👋 /cek daily check · /jam change the hour · /jeda take a break · /bantuan important numbers · /berhenti stop taking part
start-expired = This link has expired. Please ask your programme for a new one.
start-used = This link was used before. If it was not you, tell your programme at once.
start-wait = Too many tries. Wait fifteen minutes, then open your link again.
start-unknown = This link is not known. Check that it is complete, or ask for a new one.
start-taken = This Telegram account is registered already. One account, one person.
start-staff = Hello { $name } 👋 Your account is linked.
  When something needs looking at, the message comes here. /menu for everything.

hour-ask = Your daily check is at { $hour }. What time would you like? Choose, or type /jam and the time, for example /jam 19:30.
hour-moved = OK. The next check comes on { $at }.
hour-moved-now = OK. That time is over for today, so today's check comes in a moment, and the next ones at that time.
zone-now = That is by the clock of { $zone }. If you have moved, choose where you are now.
zone-changed = OK, by the clock of { $zone } now. The next check comes on { $at }.
rhythm-now-daily = It comes every day now.
rhythm-now-three-a-week = It comes three times a week now: Monday, Wednesday, Friday.
button-rhythm-daily = Every day
button-rhythm-three-a-week = Three times a week
rhythm-daily = OK, every day again. The next check comes on { $at }.
rhythm-three-a-week = OK, three times a week from tomorrow: Monday, Wednesday, Friday. The next check comes on { $at }. On other days you can still type /cek.
rhythm-too-early = For now the check comes every day.
rhythm-days = Monday, Wednesday, Friday
pause-ask = How many days of break? Your counselor is told that you paused.
pause-days = { $days ->
    [1] 1 day
   *[other] { $days } days
  }
pause-end = Switch it on again
paused = OK, the daily check is paused. It starts again on { $at }. The help button still works.
pause-ended = It is on again. The next check comes on { $at }.
not-taking-part = You are not taking part in the daily check. Type /start if you would like to.
withdraw-ask = Do you really want to stop? No more questions will come. There are no consequences.
withdraw-ask-told = Do you really want to stop? No more questions will come. Your counselor is told that you stopped, not why. Nothing else follows from it.
withdraw-yes = Yes, stop
withdraw-no = No, go on
withdrawn = Stopped. No more questions. Thank you for taking part. If you want to come back, type /start.
withdraw-kept = OK, we go on as usual 🙂

text-participant = This cannot be passed on from here. Type /cek for the daily check, or /bantuan if you need someone.
text-staff = This was not sent to anybody. Use /menu to choose, or reply to the message you want to answer.
text-stranger = This bot is only for people who were invited.
trouble = Sorry, something went wrong. Please try again in a moment. What you have answered is safe.
dialogue-gone = This step is no longer open. Start again from /menu.
cancelled = Cancelled.
nothing-to-cancel = There is nothing to cancel.

help-first = You are not alone. These can be reached now:
help-first-offered = Thank you for being honest. This is a hard day, and you are not alone. If you need somebody, these can be reached now:
help-number = 📞 { $label }: { $number }
help-number-only = 📞 { $number }
help-number-about = { $what } · { $hours }
help-around-the-clock = 24 hours

command-cek = Daily check now
command-jam = Change the hour
command-jeda = Take a break
command-bantuan = Important numbers
command-menu = Menu
menu-participant = What would you like to do?

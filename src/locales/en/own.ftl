consent-again-never-asked = There is one new thing that needs your permission first.
consent-again-text-changed = This text has changed since you agreed. Please read it again.
consent-again-released = You are outside now, so we ask once more: would you still like to take part?
consent-again-needed = If you say no, the daily check ends. Your counselor is told that you stopped, not why; nothing else follows from it.
consent-again-free = Saying no has no consequence.
consent-again-leaving = Without this permission the daily check cannot go on. Do you really want to stop? There will be no more questions. Your counselor is told that you stopped, not why. Nothing else follows from it, and you can come back at any time.

menu-participant-named = Hi { $nickname } 👋 What would you like to do?
menu-check-in = 📝 Daily check now
menu-safety = 🧭 Help & my plan
menu-journey = 🌱 My journey
menu-rhythm = ⏰ Hour & breaks
menu-data = 🔒 My data & permissions
rhythm = What would you like to set?

journey = 🌱 My journey
journey-none = No daily check yet. Begin whenever you are ready.
journey-streak = { $current ->
    [0] Your daily checks have a gap. That is all right, today is a good day to go on.
    [1] You turned up once. That is how it begins. 💪
   *[other] You turned up { $current } times in a row, on hard days too. 💪
  }
journey-back = You turned up again. Coming back after a gap takes strength too. 💪
journey-up = This week feels heavier than usual for you. That happens. You may ask for company.
journey-down = This week feels lighter than usual for you.
journey-same = This week is as usual for you.
journey-unknown = Not enough days yet to compare with your usual.
button-own-picture = See 30 days as a picture
button-why-told = Why was somebody told?
progress-title = The last 30 days
progress-legend = The higher, the heavier. Grey band: your usual. Dot: a short check.
progress-legend-no-usual = The higher, the heavier. Dot: a short check.

why-told = When somebody was told, newest first. The rules only suggest contacting you; nothing follows automatically.
why-told-never = Nobody has ever been told about you.
why-told-no-reasons = • The reasons are not kept any more.
why-told-more = … and { $count } more
why-told-who = { $name } was told { $at }
why-told-nobody = Nobody could be told yet.
why-told-somebody = Who was told is not kept any more.
why-told-open = Nobody has taken it yet.
why-told-open-again = Nobody has it now.
why-told-taken = { $name } is taking care of it.
why-told-not-reached = { $name } tried to reach you and did not get through.
why-told-closed = It is settled.
why-told-closed-talked = { $name } has talked with you.
why-told-closed-agreed = { $name } has talked with you.
why-told-closed-met = { $name } has talked with you.
why-told-closed-false-alarm = { $name } judged that nothing more was needed this time. You may still ask for help at any time.
why-told-closed-referred = { $name } has connected you with other help.

own-data = 🔒 This is what is stored about you. Your code is { $code }; your real name is not here. You can download all of it.
stored-checkIns = { $count ->
    [1] • 1 daily check
   *[other] • { $count } daily checks
  }
stored-answers = { $count ->
    [1] • 1 answer
   *[other] • { $count } answers
  }
stored-alerts = { $count ->
    [1] • 1 time that somebody was told
   *[other] • { $count } times that somebody was told
  }
stored-notes = { $count ->
    [1] • 1 note by staff
   *[other] • { $count } notes by staff
  }
stored-messages = { $count ->
    [1] • 1 message
   *[other] • { $count } messages
  }
stored-consents = { $count ->
    [1] • 1 permission given or taken back
   *[other] • { $count } permissions given or taken back
  }
stored-planParts = { $count ->
    [1] • 1 part of your plan
   *[other] • { $count } parts of your plan
  }
button-seen-by = Who has seen it
button-own-export = Download my data
button-own-profile = Correct
button-own-consents = My permissions
button-own-lock = Lost phone
button-own-withdraw = Stop taking part
button-own-erase = Erase all my data

seen-by = Who has opened your data (last 90 days):
seen-by-nobody = Nobody has opened your data in the last 90 days.
seen-by-line = { $count ->
    [1] { $at } · { $name } · { $what }
   *[other] { $at } · { $name } · { $what } ({ $count } times, this is the newest)
  }
seen-by-somebody = somebody who no longer works here
seen-by-operator = whoever runs the system
seen-by-not-lists = Not included here: the team's working lists, which show the codes of many people at once and how each stands.
seen-by-more = { $count ->
    [1] … and 1 more time. All of them are in the download.
   *[other] … and { $count } more times. All of them are in the download.
  }
seen-back-test = a trial of other rules, with everybody's data
seen-back-test-agreed = a trial of other rules, with the data of everybody in the weekly summary
seen-export = a copy of the whole programme's data
seen-export-with-sealed-answers = a copy of the whole programme's data, with answers about substances and safety
seen-list-audit = the record of who opened your data
seen-read-alert = the news about you
seen-read-answers = your answers
seen-read-case = the page about you
seen-read-desk = your code, status and counselor
seen-read-message = your message
seen-read-past-alerts = earlier news of you
seen-read-month = the 30 days picture
seen-read-notes = notes about you
seen-read-plan = your plan
seen-read-reasons = why a day of yours needs a look
seen-receive-summary = the weekly summary
seen-other = your data

export-ask = Two files will be sent to this chat: one to read, one for computers. They hold all your answers and messages.

  They stay in this chat until they are deleted, and whoever holds your phone can open them. Go on?
button-export-yes = Yes, send them here
export-coming = Being prepared. The files appear below.
own-file-page = To read: open it with a browser. This file stays in the chat until you delete it.
own-file-json = For computers. This file stays in the chat until you delete it.
button-discard = 🗑 Delete from the chat

own-profile = Name: { $nickname }
  Language: { $language }
  Hour: { $hour }
  Day of release: { $release }

  What would you like to correct? Today's answers are corrected in /cek.
button-nickname = Name
button-language = Bahasa Indonesia ⇄ English
button-release = Day of release
own-changed = Changed 👍
language-changed = Now in English.
nickname-ask = What may the bot call you? Only you see it. Not your full name.
nickname-none = No name
nickname-too-long = That is too long. At most { $most } letters.
release-ask = When were you released, or when will you be? Write it like 1-12-2026. Your counselor is told.
release-not-understood = That day cannot be used. Write it like 1-12-2026, at most 60 days ahead.
release-corrected = Your day of release is now { $date }. Thank you.

own-consents = What you allow now:
own-purpose-checkIn = Daily check
own-purpose-counselor = Sharing with your counselor
own-purpose-summary = Weekly summary
own-purpose-plan = My plan, read by my counselor
own-consent-yes = agreed
own-consent-no = not agreed
button-summary-off = Leave the summary
button-summary-on = Join the summary

lock-without-word = If your phone is lost or in other hands, the bot can be locked: nothing is shown or sent any more.

  Choose a secret word now. With it you can lock it from anybody's phone, or ask a coordinator to do it.
lock-with-word = Phone lost? From another phone, send this bot:
  /kunci { $code } your-secret-word

  A coordinator can lock it too. To connect again you need a new link from your programme.
button-freeze-now = Lock now
freeze-myself-ask = Lock now? The bot shows and sends nothing to this account any more, except the help numbers, until you have a new link from your programme.
button-lock-word = Choose a secret word
button-lock-word-new = Change the secret word
lock-word-ask = Type your secret word, at least { $fewest } letters. Your message is deleted from this chat at once.
lock-word-too-short = That word cannot be used. At least { $fewest } letters, at most 64.
lock-word-set = Your secret word is stored so that nobody can read it. Please remember it well.
frozen-toast = Locked.
lock-done = Locked. The old account gets nothing any more. Ask your programme for a new link.
lock-form =
  To lock the account on a lost phone, type the command with the code and the secret word of whom it belongs to:
  /kunci CODE secret-word
lock-no = That code and word do not fit. Check them, or ask a coordinator to lock it.
account-frozen = This account is locked. To connect again, ask your programme for a new link. The help numbers still open.
button-freeze = 🔒 Lock account
freeze-ask = Lock the account of { $code }? Nothing is shown or sent to that phone any more, until a coordinator makes a new link.
button-freeze-yes = Yes, lock
freeze-done = { $code }: the account is locked. A new link is made on the person's page.
notice-frozen = { $code }: the account is locked. A new link is needed.
notice-release-corrected = { $code }: the date was corrected to { $day }.

erase-ask = Erase ALL your data? Answers, messages, notes, permissions: everything goes and cannot be brought back. The daily check stops. There are no consequences for you.

  Whoever is taking care of news about you will only read that the data was erased.

  Would you like a copy first? Use "Download my data".
button-erase-yes = Yes, erase everything
button-erase-no = No, keep it
erased = All your data has been erased. Copies in backups follow within 30 days.

  What you still see in this chat is only on your phone and with Telegram: open the chat's menu (⋮), then "Delete chat", and tick it for this bot too. We wish you well. If you need somebody, you can call { $numbers }.
data-erased = Data erased.
message-expired = What this message said is no longer kept.
message-gone = This message is no longer there.
notice-erased-open = 1 open thing was closed: its data was erased.
button-erase = 🗑 Erase data
erase-why = Why is the data of { $code } erased? The reason is put on record, without a name.
erase-reason-asked = The person asked for it
erase-reason-mistake = Enrolled by mistake
erase-reason-ended = The programme has ended
erase-somebody = Erase ALL data of { $code }? It cannot be brought back.
erased-somebody = Data erased. Backups follow within 30 days.

own-page-title = Your data
own-page-intro = Made { $at }. This file is for you only. Whoever receives it must not pass it on without your consent.
own-page-profile = About you
own-page-code = Code
own-page-programme = Programme
own-page-nickname = Name
own-page-language = Language
own-page-hour = Hour of the check
own-page-release = Day of release
own-page-counselor = Counselor
own-page-telegram = Telegram account number
own-page-since = Enrolled
own-page-status = How you stand
own-status-invited = enrolled, the link not opened yet
own-status-consenting = being asked for your permissions
own-status-active = taking part
own-status-declined = you did not want to take part
own-status-withdrawn = you have stopped
own-status-frozen = your account is locked
own-page-zone = Clock
own-page-next = Next check
own-page-paused = On a break until
own-page-three-a-week = Three times a week since
own-page-phases = Phases began again
own-page-quiet = Fewer alerts to your counselor until
own-page-expected = Expected of you
own-page-expected-total = totals up to { $total } of 40, until { $until }
own-page-linked = Connected with Telegram
own-page-unreachable = Messages do not arrive since
own-page-lock-word = Secret word chosen
own-page-on-paper = on paper
own-page-invitations = Links for you
own-page-link-used = opened { $at }
own-page-link-until = not opened, valid until { $at }
own-page-asked = asked { $at }
own-page-finished = finished { $at }
own-page-fits = you found the comparison fitting
own-page-fits-not = you found the comparison not really fitting
own-page-amber-seen = this amber day was looked at { $at }
own-page-wish-met = somebody was in touch with you { $at }
own-page-sent = What the bot has sent you
own-sent-prompt = the daily check
own-sent-nudge = a reminder
own-sent-ask-back = asked whether you are safe
own-sent-numbers-again = the numbers again
own-sent-relay = that there is a message for you
own-sent-relay-content = a message for you
own-sent-relay-status = whether your message has arrived
own-sent-export-json = your data, for computers
own-sent-export-page = your data, to read
own-sent-closing = the chat tidied up
own-sent-other = a notice
own-page-consents = Permissions
own-page-check-ins = Daily checks
own-page-no-answers = No answers.
own-page-correction = { $name }: was { $before }, corrected { $at }
own-page-skipped = skipped
own-page-unreadable = cannot be read
own-page-alerts = When somebody was told
own-page-taken = Taken by
own-page-outcome = Outcome
own-page-referred = Referred to
own-event-corrected = an answer was corrected
own-event-told = somebody was told
own-event-told-again = told again
own-event-left = stopped taking part
own-event-frozen = account locked
own-event-linked-again = account linked again
own-page-notes = Notes about you
own-page-messages = Messages
own-page-plan = My plan
own-page-you = you
own-kind-voice = voice message
own-kind-photo = photo
own-language-id = Bahasa Indonesia
own-language-en = English
own-page-seen = Who has seen it
own-page-nothing = Nothing.

button-paper = 📄 Consent on paper
paper-ask = What was signed on paper? The record replaces nothing: the person is still asked when opening the link.
button-paper-all = All three
button-paper-without-summary = Without the weekly summary
paper-done = Recorded. Keep the paper safe.
command-kunci = Lost phone
command-berhenti = Stop
command-batal = Cancel

ledger-title = Sent and not sent { $day } ({ $count })
ledger-empty = Nothing was planned that day.
ledger-more = Next
ledger-prompt = check
ledger-nudge = reminder
ledger-alert = important
ledger-summary = summary
ledger-summary-picture = picture of the summary
ledger-summary-workbook = workbook of the summary
ledger-alert-follow-up = asked how it went on
ledger-ask-back = asked back
ledger-numbers-again = numbers again
ledger-relay = message
ledger-step-opened = something important
ledger-step-attached = something new
ledger-step-held-for-quiet-hours = waits for the end of quiet hours
ledger-step-nobody-to-tell = nobody could be told
ledger-step-passed-on = passed on: could not be written to
ledger-step-nobody-took-it = everybody was told, nobody has taken it
ledger-step-taken = taken
ledger-step-expired = open again: taken, but no contact
ledger-step-reopened = open again: was not reached
ledger-step-handed-over = other people in charge
ledger-step-no-answer = not reached
ledger-step-unconnected = ‼ nobody has got through, numbers sent again
ledger-step-contact-aim-passed = ⏰ aim for contact missed
ledger-step-contact-limit-passed = ‼ limit for contact exceeded
ledger-step-talked = spoken
ledger-step-talk-taken-back = “spoken” taken back, wrong button
ledger-step-outcome-asked = asked what came of it
ledger-step-closed-unasked = closed without an answer: spoken
ledger-step-closed-talked = closed: spoken
ledger-step-closed-agreed = closed: accepted help
ledger-step-closed-met = closed: have met
ledger-step-closed-referred = closed: referred
ledger-step-closed-false-alarm = closed: false alarm
ledger-step-follow-up-agreed = later: accepted help
ledger-step-follow-up-came = later: came
ledger-step-follow-up-not-yet = later: not yet
ledger-step-follow-up-gave-up = later: gave up
ledger-step-follow-up-stayed = later: stays with it
ledger-step-follow-up-left = later: no longer going
ledger-pending = waiting
ledger-sent = sent
ledger-late = { $minutes ->
    [1] sent { $at }, 1 minute late
   *[other] sent { $at }, { $minutes } minutes late
  }
ledger-late-still = { $minutes ->
    [1] waiting, 1 minute late by now
   *[other] waiting, { $minutes } minutes late by now
  }
ledger-cancelled = cancelled, no longer needed
ledger-failed = failed
ledger-why-unreachable = cannot be reached
ledger-why-retry-later = had to be tried again
ledger-why-pointless = no longer there
ledger-why-bug = refused by Telegram, or could not be made
ledger-why-restored = not sent again: the data came from a backup
ledger-why-day-over = missed by us, the day was over
ledger-why-we-were-late = we were late
ledger-answered = answered { $at }
button-ledger = Sent and not sent

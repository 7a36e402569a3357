prompt = Hi, time for the daily check 🙂 Ready?
nudge-1 = Hi again 👋 Today's check is still waiting. It takes two minutes.
nudge-2 = There is still time for today's check. No rush, whenever you are ready.
snoozed = OK, again in an hour 🙂

button-begin = Ready
button-continue = Continue
button-snooze = In 1 hour
button-form-short = The short one
button-form-full = The whole one
button-form-rest = Answer the rest too
button-help = 🆘 I need help now
button-back = ← Back
button-rest = Later
button-skip = Skip
button-correct = Correct an answer
button-done = Done

question = Question { $position } of { $of }
  { $bar }

  { $stem }
  { $text }
question-coping = 💙 { $step }

rest = OK, your answers are saved ({ $done } of { $of }). Go on whenever you like before 04:00.
completed = Thank you, daily check done ✔
completed-rest = Today does not sound easy. If you have the strength, answer the other { $count } questions too, so that your day is easier to understand. You do not have to.
completed-strength-1 = Taking time to be honest with yourself takes strength. 💪
completed-strength-2 = One more day you showed up for yourself. 💪
completed-strength-3 = You looked at your day as it was. That is worth a lot. 💪
feedback-heavier = Today feels heavier than usual for you.
feedback-lighter = Today feels lighter than usual for you.
feedback-as-usual = Today is more or less as usual for you.
feedback-not-enough-history = There are not enough days yet to compare with your usual.
feedback-risen = What rose most: { $name }.
feedback-strongest = What was felt most: { $name }.
feedback-fits = Does that fit how you feel?
button-fits-yes = It fits
button-fits-no = Not really
feedback-does-not-fit = Thank you for saying so. You know your day best.
feedback-step = 💙 One small step, if you like: { $step }
completed-corrected = Your correction is saved. Thank you for being honest.
review = Which answer do you want to correct? Earlier answers are not shown here.

check-in-closed = That day's check is closed, and that is all right.
check-in-closed-next = The next one comes at the usual hour.
check-in-closed-counts = What you did answer counts all the same.
check-in-not-yours = This button no longer works. Type /cek to open the daily check.
told-now = Because of this { $name } has been told, so that they can contact you. { $usually } This bot is not an emergency service and nobody watches it around the clock.
told-later = Because of this { $name } will be told on { $at }, so that they can contact you. If it is urgent, do not wait: press the help button.
told-nobody = Someone should talk with you, but right now nobody can be told through this bot. Press the help button for numbers you can call.
check-in-not-yet = Your daily check starts again on { $date }. If you need someone, /bantuan always works.
button-stale = This button no longer works.

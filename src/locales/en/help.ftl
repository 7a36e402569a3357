help-company = 🤝 Who could be with you right now? Call one person, or go where there are people.
help-company-own = 🤝 Who could be with you right now? You wrote this yourself:
help-means = First move anything that could hurt you out of reach, or go to another room.
help-minute = Just one minute: sit down, breathe in slowly for four counts, out for six, five times.
help-not-taking-part = You can still call the numbers behind the help button. Nobody was told through this bot, because you are not taking part in the daily check now.
button-overdose = Overdose
button-overdose-now = Overdose right now
button-lapse = I slipped
button-coping = A small step
button-coping-another = Another step
overdose-call = Call first. Say: somebody is unconscious and not breathing well, and where you are.
overdose-signs = The signs: does not wake when you shout and tap the shoulder, very slow or no breath, odd snoring, blue lips or nails.
overdose-breathe = Slow or no breath: lay them on their back, tilt the head back and lift the chin, clear the mouth. Pinch the nose and give one breath every five seconds so that the chest rises. No breath at all: do what the person on the phone says, with chest compressions if you can.
overdose-recovery = Breathing but not waking: roll them onto the side, upper knee bent, cheek on the hand, so that they do not choke. Stay until help comes. Nothing to drink, no cold shower, no "sleeping it off".
overdose-naloxone = If there is naloxone: give it now, and again after two to three minutes if they do not breathe well. It can wear off first, so still wait for help.
overdose-stimulant = If they are very hot, confused, have chest pain or a seizure instead: call an ambulance, go into the shade, loosen clothes, cool with wet cloths, speak calmly, do not hold them down.
lapse-offer = Thank you for being honest. Once is not the end. If you would like help now, tap "I slipped".
lapse-first = Thank you for being honest. Once is not the end, and not the measure of who you are.
lapse-tolerance = What matters now: after a long break the body no longer stands the old amount. Take no more.
lapse-alone = Do not be alone today. Call one person, drink water, and move away from what is left.
coping-step-1 = Put both feet on the floor. Name five things you see, four you can touch, three sounds.
coping-step-2 = Drink a glass of water slowly, then wash your face with cold water.
coping-step-3 = Walk for ten minutes to where there are people. A strong feeling usually rises and then falls by itself.
coping-step-4 = Send one message to one person you trust: "It is heavy right now. Can we talk a little?"
command-darurat = First-aid card
reason-overdose = pressed "overdose right now"
reason-lapse = said that they slipped, and wants company
button-skip-safety = I would rather not say
told-usually-minutes = { $count ->
    [1] They usually answer within about a minute.
   *[other] They usually answer within about { $count } minutes.
  }
told-usually-hours = They usually answer within about { $count } { $count ->
    [one] hour
   *[other] hours
  }.
told-usually-unknown = Nobody can say yet how long an answer takes.
told-off-hours = It is outside service hours now, so it may be read only later. If you are not safe, do not wait: call one of the help numbers.
reason-not-safe = was asked again, and said not safe yet
ask-back = Hi, are you still safe? One tap is enough.
button-safe = Safe
button-not-safe = Not yet
said-safe = Good to hear. Thank you for saying so. If that changes, the help button is always there.
safe-now = Are you safe right now?
button-relay-send-companion = Send to my counselor
too-fast = Slowly, please 🙂 That was too much at once. Wait a little, then try again. The daily check-in and the help button always work.

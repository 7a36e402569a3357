plan = 🧭 My plan
plan-empty = 🧭 My plan

  Nothing is written yet. You write this plan in a calm moment, in your own words, to have something to hold on to when it gets heavy. Only you read it, unless you choose to share it.
plan-unreachable = 🧭 My plan

  Your plan cannot be opened just now. Please try again in a moment. The numbers below can always be called.
plan-head-signs = ⚠️ My early signs
plan-head-coping = 🌬 What I can do by myself
plan-head-places = 🏡 People and places that calm me
plan-head-people = 🤝 Whom I can ask for help
plan-head-surroundings = 🧹 To make my surroundings safe
plan-counselor = 💬 My counselor: { $name }. Just write in this chat, then press Send.
plan-numbers = 📒 Numbers to call

plan-position = 🧭 My plan · { $position } of { $of }
plan-ask-signs = What are the first signs that a day is getting heavy? Thoughts, feelings or habits that usually come first, for example.
plan-ask-coping = What can you do by yourself until the heavy feeling goes down?
plan-ask-places = Which people or places make you calmer, even without talking about it?
plan-ask-people = Whom can you ask for help when it is heavy? Write a first name and a number.
plan-ask-surroundings = What has to be put away or changed so that your surroundings are safe, and who could help?
plan-ask-note = Type it here. What you write is locked away, then deleted from this chat.
plan-part-saved = Saved ✔ Type again to add something.
plan-too-long = That is { $over } letters too many, so it has not been saved. Please write less.
plan-not-readable = There is nothing in that which can be read. Please try again.
plan-saved = Your plan is saved. Open it, go on or change it at any time with /rencana. 💪
plan-not-saved = Nothing was written, so nothing is saved yet. Begin at any time with /rencana.
plan-change-ask = Which part would you like to open?
plan-part-empty = Not written yet.
plan-part-delete-ask = Delete this part? Its words cannot be brought back.
plan-part-deleted-toast = Deleted.

button-plan = 🧭 My plan
button-plan-begin = ✍️ Begin
button-plan-go-on = ✍️ Go on writing
button-plan-change = ✏️ Change
button-plan-write = ✍️ Write
button-plan-below = ➕ Add
button-plan-instead = ✍️ Write anew
button-plan-delete = 🗑 Delete this part
button-plan-delete-yes = Yes, delete
button-plan-share = 👁 Share with my counselor
button-plan-unshare = 🔒 Stop sharing

consent-plan = Share your plan?

  May { $counselor } and whoever stands in read your plan, so that they can be there for you in the way you wrote down yourself? Coordinators cannot read it. You can close it again at any time, and not sharing has no consequence.

command-rencana = My plan
command-langkah = A small step

# For the counselor, where the person shares it.
button-case-plan = 🧭 Their plan
case-plan = { $code } · the plan, in their own words. Do not pass it on.
case-plan-empty = Nothing is written yet.

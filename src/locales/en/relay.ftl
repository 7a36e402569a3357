relay-ask = Send this to { $name }?
relay-ask-again = { $name } is the one with you now. Send this to { $name }?
button-relay-send = Send
button-relay-drop = Don't
relay-dropped = OK, not sent and not kept.
relay-sending-toast = Sending…
relay-already-toast = Already sent.
relay-gone = That message is out of reach: deleted, or more than two days old. Please send it again.
relay-nobody = Nobody can receive messages through this bot right now, so yours was not sent and not kept. If you need someone, press the help button.
relay-nobody-yet-toast = Still nobody who can receive messages. Try later, or press the help button.
relay-unsupported = This cannot be passed on. Text, voice messages and photos can.
relay-too-long = This is too long for one message. Please send it in two.

# Arrives unasked: neutral. The content appears only after a tap.
relay-push-staff = Message from { $code }
relay-push-participant = There is a message from { $name }
button-relay-open = Read
relay-how-to-answer-toast = Want to answer? Just write here.
relay-opened-already-toast = It is in this chat already.
relay-unreadable = This message is damaged and cannot be read. Please ask for it again.
relay-file-refused = Telegram does not let this voice message or photo through. Please ask for it in writing.
relay-unknown-toast = This is not yours, or it is gone.

relay-status-sending = Sending to { $who }…
relay-status-sent = ✔ Sent to { $who }
relay-status-sent-participant = ✔ Sent to { $who }
  Nobody watches this bot around the clock. If it is urgent, press the help button.
relay-status-not-sent = Not sent to { $who } yet
relay-status-failed-participant = Not sent yet: { $who } cannot receive messages right now. Yours is kept; try again later. If it is urgent, press the help button.
relay-status-failed-staff = Not sent yet: { $who } cannot receive messages right now (bot blocked or account gone). Reach out another way, or try again later.
relay-status-failed-not-theirs = Not sent yet to { $who }. Somebody else answers for them now.
relay-somebody = whom you answered for then
relay-status-stopped = Not sent: { $who } no longer takes part and gets no more messages.
button-relay-again = Try again

button-relay-answer = Answer
relay-answer-ask = Write, record or send a photo for { $code }.
notice-relay-moved = { $code } is with { $name } now, so your message was not sent. Please pass it on through { $name }.
relay-moved-open = { $code } is with { $name } now. What was not opened is passed on to them.
notice-relay-moved-nobody = { $code } is no longer with you, so your message was not sent. Please go through the coordinator.
notice-relay-stopped = { $code } no longer takes part and gets no more messages. Yours was not sent.
notice-relay-frozen = { $code }: the account is locked, so your message was not sent. Reach them another way until the new link is opened.
notice-relay-unknown = { relay-unknown-toast }
write-relay-moved = { $code } is with { $name } now. Please go through { $name }.
write-relay-moved-nobody = { $code } is no longer with you. Please go through the coordinator.
write-relay-stopped = { $code } no longer takes part and gets no more messages.
write-relay-frozen = { $code }: the account is locked. Reach them another way until the new link is opened.
write-relay-unknown = { relay-unknown-toast }

button-relay-remove = Delete from this chat
relay-removed = ✔ Sent to { $name }. Your message was deleted from this chat.
relay-remove-too-late-toast = Telegram cannot delete it from here any more. Hold the message and choose Delete.

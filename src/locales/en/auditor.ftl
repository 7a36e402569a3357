# Arrives unasked: neutral.
audit-title = 🔧 Something does not run as it should:
audit-prompt-missing = • checks that are not planned or were passed over: { $count }
audit-closing-missing = • checks that were not closed: { $count }
audit-message-stuck = • messages that have not left for more than 10 minutes: { $count }
audit-message-refused = • messages that Telegram refused: { $count }
audit-alert-missing = • things that were passed on to nobody: { $count }
audit-step-missing = • steps that are stuck: { $count }
audit-alert-undelivered = • important things that reached nobody: { $count }. See that somebody is linked and does not block the bot.
audit-contact-unended = • contacted, but nobody has said what came of it: { $count }
audit-wait-unwatched = • people waiting for contact whom nothing watched: { $count }
audit-numbers-unsent = • important numbers that were not sent again: { $count }. The person may have blocked the bot; reach them another way.
audit-contact-overdue = • ‼ nobody has been in touch, and the time for it is over: { $count }. See My people, or Sent and not sent.
audit-answer-unreadable = • answers that cannot be read: { $count }. The summary marks them.
audit-summary-missing = • summaries that were passed over: { $count }
audit-summary-unsent = • summaries that did not reach a coordinator: { $count }
audit-end = If it is not gone in an hour, call whoever looks after the server.

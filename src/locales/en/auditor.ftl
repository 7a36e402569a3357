# Arrives unasked: neutral.
audit-title = 🔧 Something does not run as it should:
audit-prompt-missing = • checks that are not planned or were passed over: { $count }
audit-closing-missing = • checks that were not closed: { $count }
audit-message-stuck = • messages that have not left for more than 10 minutes: { $count }
audit-message-refused = • messages that Telegram refused: { $count }
audit-alert-missing = • things that were passed on to nobody: { $count }
audit-step-missing = • steps that are stuck: { $count }
audit-alert-undelivered = • important things that reached nobody: { $count }. See that somebody is linked and does not block the bot.
audit-answer-unreadable = • answers that cannot be read: { $count }. The summary marks them.
audit-summary-missing = • summaries that were passed over: { $count }
audit-end = If it is not gone in an hour, call whoever looks after the server.

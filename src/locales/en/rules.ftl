menu-rules = Try other rules
back-test = Try other rules on the last { $weeks } weeks

  Choose a threshold to try. History is worked out again; nothing is sent and nothing is changed.
back-test-weeks = { $weeks } weeks
back-test-weeks-chosen = • { $weeks } weeks
back-test-try-O3-total = O3 ≥ { $value }
back-test-try-O4-rise = O4 +{ $value }
back-test-try-O5-misses = O5 { $value } days
back-test-try-R2-confidence = R2 C1 ≤ { $value }
back-test-running = Working it out… { $done } of { $of }
back-test-title = With { $what }
back-test-over = { $weeks } weeks · { $people } people · { $checkIns } check-ins. Now → with the change:
back-test-alerts = Alerts: { $before } → { $after }
back-test-red = Of them red: { $before } → { $after }
back-test-per-100 = Per 100 check-ins: { $before } → { $after } (limit 10)
back-test-useful = Judged useful: { $before } → { $after } (at least 50 %)
back-test-counselor = { $name }, a week: { $before } → { $after }
back-test-useful-lost = ⚠ { $count } alerts that were judged useful would not come any more.
back-test-newly = Newly flagged: { $count }
back-test-no-longer = No longer flagged: { $count }
back-test-nothing-sent = Nothing was sent. Rules are changed by whoever runs the system.

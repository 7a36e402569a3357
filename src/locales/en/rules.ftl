menu-rules = Try other rules
back-test = Try other rules on the last { $weeks } weeks

  Choose a threshold to try. History is worked out again; nothing is sent and nothing is changed.
back-test-weeks = { $weeks } weeks
back-test-weeks-chosen = • { $weeks } weeks
back-test-try-O3-total = O3 ≥ { $value }
back-test-try-O4-rise = O4 +{ $value }
back-test-try-O5-misses = O5 early: { $value ->
    [1] 1 day
   *[other] { $value } days
  }
back-test-try-R2-confidence = R2 C1 ≤ { $value }
back-test-starting = Working it out… The result comes below; meanwhile /menu works.
back-test-running = Working it out… { $done } of { $of }
back-test-failed = It could not be worked out. Please try again; nothing was sent or changed.
back-test-title = With { $what }
back-test-over = { $weeks } weeks · { $people ->
    [1] 1 person
   *[other] { $people } people
  } · { $checkIns ->
    [1] 1 check-in
   *[other] { $checkIns } check-ins
  }. Now → with the change:
back-test-alerts = Alerts: { $before } → { $after }
back-test-red = Of them red: { $before } → { $after }
back-test-per-100 = Per 100 check-ins: { $before } → { $after } (limit 10)
back-test-useful = Judged useful: { $before } → { $after } (at least 50 %)
back-test-taken = Taken, half within: { $before } → { $after }
back-test-counselor = { $name }, a week: { $before } → { $after }
back-test-useful-lost = { $count ->
    [1] ⚠ 1 alert that was judged useful would not come any more.
   *[other] ⚠ { $count } alerts that were judged useful would not come any more.
  }
back-test-newly = Newly flagged: { $count }
back-test-no-longer = No longer flagged: { $count }
back-test-nothing-sent = Nothing was sent. Rules are changed by whoever runs the system.
back-test-try-A2-times = A2 { $value } of { $of }
back-test-amber = On the yellow list: { $before } → { $after }
back-test-everybody = Everybody
back-test-picture-title = Alerts a week
back-test-picture-legend = Left, pale: as it is now. Right: with the change.
back-test-picture-more = { $count ->
    [1] … and 1 more counselor (see the file)
   *[other] … and { $count } more counselors (see the file)
  }
back-test-sheet-sides = Overview
back-test-sheet-weeks = By week
back-test-sheet-newly = Newly flagged
back-test-sheet-no-longer = No longer flagged
back-test-column-before = Now
back-test-column-after = With the change
back-test-column-counselor = Counselor
back-test-useful-lost-figure = Useful alerts that would not come any more

# The first lines arrive unasked: neutral.
summary-title = 📋 Summary of the week { $range }
summary-title-running = 📋 Summary of the week { $range }, still running
summary-active = { $active ->
    [1] 1 active person
   *[other] { $active } active people
  }
summary-active-filled = { $active ->
    [1] 1 active person
   *[other] { $active } active people
  } · { $share } { $notShown ->
    [0] of checks done
   *[other] of checks done (of those shown)
  }

summary-nobody = Nobody to show yet.
summary-all-calm = { $count ->
    [1] 1 person: nothing stands out this week.
   *[other] { $count } people: nothing stands out this week.
  }
summary-look = To look at: { $count }
summary-person = { $mark } { $code } · { $days } · { $completed }/{ $due } { $arrow }
summary-why = { "  " }    { $why }
summary-more = … and { $count } more
summary-calm = { $count ->
    [1] 1 other: nothing stands out
   *[other] { $count } others: nothing stands out
  }
summary-day = day { $day }
summary-before-release = not out yet

summary-concern-red-open = red, not settled
summary-concern-alert-open = alert not settled
summary-concern-red = was red
summary-concern-unreachable = messages do not arrive
summary-concern-locked = account locked
summary-concern-silent = { $days ->
    [1] 1 day without an answer
   *[other] { $days } days without an answer
  }
summary-concern-silent-at-least = { $days } days or more without an answer
summary-cell-or-more = { $days } or more
summary-concern-orange = was orange
summary-concern-half-missing = mostly missing
summary-concern-amber-waiting = amber, not looked at for 7 days
summary-concern-heavier = heavier than usual
summary-concern-unreadable = some answers cannot be read

summary-no-alerts = { $notShown ->
    [0] No new alerts this week.
   *[other] No new alerts this week of those shown.
  }
summary-alerts = New alerts: { $tiers }
summary-contacted = Contacted: half within { $p50 }, 9 in 10 within { $p90 }
summary-waiting-ambers = Amber, not looked at for 7 days: { $days } (of { $people ->
    [1] 1 person
   *[other] { $people } people
  })
summary-funnel = Five weeks: { $steps }
summary-funnel-step = { $count } { $step }
summary-funnel-opened = alerts
summary-funnel-told = told
summary-funnel-taken = taken
summary-funnel-contacted = contacted
summary-funnel-agreed = accepted help
summary-funnel-seen = came
summary-funnel-stayed = stayed
summary-engaged = Still taking part: { $milestones }
summary-engaged-at = day { $day }: { $engaged } of { $people }
summary-unreadable = { $count ->
    [1] Answers that cannot be read: 1 person. Ask whoever looks after the server to look into the log of the bot.
   *[other] Answers that cannot be read: { $count } people. Ask whoever looks after the server to look into the log of the bot.
  }
summary-budget-unknown = ⚪ Alert budget: too few people to say
summary-budget-kept = 🟢 Alert budget kept: { $spent }
summary-budget-near-too-many = 🟡 Alert budget nearly spent: { $spent }
summary-budget-near-too-few-useful = 🟡 Nearly too few alerts are useful: { $spent }
summary-budget-near-both = 🟡 Alert budget nearly spent, and nearly too few alerts are useful: { $spent }
summary-budget-broken-too-many = 🔴 Alert budget overspent: { $spent }
summary-budget-broken-too-few-useful = 🔴 Too few alerts are useful: { $spent }
summary-budget-broken-both = 🔴 Alert budget overspent, and too few alerts are useful: { $spent }
summary-budget-per-100 = { $per100 } per 100 checks (limit { $most })
summary-budget-useful = { $useful } useful (at least { $fewest })
summary-budget-todo-too-many = Change thresholds, not people: look at the rule that speaks up most often.
summary-budget-todo-too-few-useful = Change thresholds, not people: look at the rule with the most false alarms.
summary-too-few = too few people to say
summary-taken = Taken: half within { $p50 }, 9 in 10 within { $p90 }
summary-never-taken = Not yet taken: { $count }
summary-never-contacted = Not yet contacted: { $count } (false alarms left out)
summary-silent = Silent for 14 days or more: { $count }
summary-missing = Missing days: { $share }. Missing means unknown: neither bad nor fine.
summary-not-shown = Not shown: { $count } (no consent)
summary-not-started = Enrolled but not started: { $count }

summary-minutes = { $minutes } min
summary-hours = { $hours } h
summary-hours-minutes = { $hours } h { $minutes } min
summary-days = { $days ->
    [1] 1 day
   *[other] { $days } days
  }

# Picture: one letter for each colour, so that it reads without colour.
summary-letter-green = G
summary-letter-amber = A
summary-letter-orange = O
summary-letter-red = R
summary-cell-missing = Missing
summary-cell-open = Still running
summary-picture-legend = no square: not due · ↑ heavier, ↓ lighter, → about the same as in the four weeks before
summary-picture-more = { $count ->
    [1] … and 1 more person; see the Excel file
   *[other] … and { $count } more people; see the Excel file
  }
summary-picture-trend = The last five weeks, everybody in this summary
summary-picture-too-few = too
  few

# Workbook
summary-sheet-people = People
summary-sheet-days = Days
summary-sheet-programme = Programme
summary-sheet-weeks = Five weeks
summary-sheet-alerts = Alerts
summary-notice = Confidential. For this programme's coordinators only; do not pass it on to anybody without the person's written consent.
summary-legend-cells = { $red } red · { $orange } orange · { $amber } amber · { $green } green · { $missing } · { $open } · white cell: not due
summary-legend-told = answered day: the worst of its answers, corrected ones too, and of calls for help and the like
summary-legend-total = Mean of 0–40; higher is heavier. Not a validated scale and no forecast. "Usual" is the four weeks before. A skipped sign counts as 0.
summary-legend-minutes = Minutes count from the moment the alert opened; the longest where there are several.
summary-column-code = Code
summary-column-day-since-release = Days since release
summary-column-completed = Completed
summary-column-due = Due
summary-column-mean = Mean
summary-column-usual = Usual
summary-column-direction = Direction
summary-column-signs = Two strongest signs
summary-column-open = Not settled
summary-column-to-taken = Minutes to taken
summary-column-to-contacted = Minutes to contacted
summary-column-misses = Missing in a row
summary-column-reach = Reachable
summary-column-why = Look because
summary-column-week = Week from
summary-column-date = Date
summary-column-figure = Figure
summary-column-value = Value
summary-column-people = From people
summary-column-tier = Colour
summary-column-opened = Opened
summary-column-state = State
summary-column-outcome = Outcome
summary-reach-reachable = yes
summary-reach-blocked = no, bot blocked
summary-reach-unlinked = no, not linked
summary-reach-locked = no, account locked
summary-alert-closed = closed
summary-alert-open = not settled
summary-outcome-talked = talked
summary-outcome-agreed = accepted help
summary-outcome-met = met
summary-outcome-referred = referred
summary-outcome-false-alarm = false alarm
summary-outcome-other = other
summary-figure-active = Active people
summary-figure-not-shown = Not shown (no consent)
summary-figure-not-started = Enrolled but not started
summary-figure-completion = Checks done, %
summary-figure-completion-first-fortnight = Checks done, %, day 0–14
summary-figure-completion-first-month = Checks done, %, day 15–28
summary-figure-completion-first-quarter = Checks done, %, day 29–90
summary-figure-completion-first-half-year = Checks done, %, day 91–180
summary-figure-completion-later = Checks done, %, after day 180
summary-figure-alerts = Alerts, { $tier }
summary-figure-per-100 = Alerts per 100 checks
summary-figure-useful = Judged useful, % of those closed
summary-figure-taken-p50 = Minutes to taken, half (p50)
summary-figure-taken-p90 = Minutes to taken, 9 in 10 (p90)
summary-figure-never-taken = Not yet taken
summary-figure-never-contacted = Not yet contacted, false alarms left out
summary-figure-silent = People silent for 14 days or more
summary-figure-days = Days, { $cell }
summary-sheet-read-first = Read first
summary-sheet-funnel = Funnel
summary-sheet-engaged = Still taking part
summary-column-term = Term
summary-column-meaning = Meaning
summary-column-ambers = Amber not looked at
summary-column-step = Step
summary-column-count = Count
summary-column-furthest = Got as far as
summary-column-milestone = Day
summary-column-engaged = Still taking part
summary-column-cohort = Of people
summary-column-not-reached = Not there yet
summary-column-joined-later = Enrolled only later
summary-cell-unreadable = not readable
summary-figure-budget = Alert budget
summary-figure-contacted-p50 = Minutes to contacted, half (p50)
summary-figure-contacted-p90 = Minutes to contacted, 9 in 10 (p90)
summary-figure-waiting-ambers = Amber days not looked at for 7 days
summary-figure-unreadable = People with answers that cannot be read
summary-figure-abstinent-from = Reported no use, people, at least
summary-figure-abstinent-to = Reported no use, people, at most
summary-figure-abstinence-missing = Asked about use, no answer all week, people
summary-figure-abstinence = Reported no use
summary-abstinence-not-asked = not asked: the soft form of S6 does not ask about use
summary-abstinence-not-ended = said once the week has ended
summary-term-codes = Code
summary-meaning-codes = People stand under their codes. Single answers, S6, safety answers and free text are not in this file.
summary-term-cells = Cells of days
summary-term-missing = Missing
summary-meaning-missing = Missing means unknown: not relapse, and not fine either.
summary-term-total = Mean and usual
summary-term-direction = Direction
summary-meaning-direction = ↑ heavier, ↓ lighter, → about the same (less than 2 apart). No arrow: not enough answers yet.
summary-term-signs = Two strongest signs
summary-meaning-signs = The highest means of this week, without S6 and without values.
summary-term-unreadable = Not readable
summary-meaning-unreadable = Some stored answer is damaged. It is not the person's doing; their mean is not worked out.
summary-term-minutes = Minutes
summary-term-alerts = Alerts
summary-meaning-alerts = Counted in the week of the day they are about. Everybody has one open alert at most: what is new while it is open, red included, joins it and is not counted again.
summary-term-open = Not settled
summary-meaning-open = Alerts that are not closed. Amber not looked at: amber days of these five weeks that nobody has opened for 7 days; none are counted beside an open alert.
summary-term-groups = Group figures
summary-meaning-groups = From { $people } people on only.
summary-term-budget = Alert budget
summary-meaning-budget = At most { $most } red and orange alerts per 100 answered checks, and at least { $fewest } judged useful (no false alarm). When it is broken: change thresholds, not people.
summary-term-funnel = Funnel
summary-meaning-funnel = The alerts of these five weeks by their furthest step; a later step counts the earlier ones. The last steps take weeks: what has not been answered does not count as reached.
summary-term-silent = Silent
summary-meaning-silent = { $days } days or more in a row without an answer, breaks left out.
summary-term-engaged = Still taking part
summary-meaning-engaged = Of the people who have passed that day since release: how many completed at least one check in the { $days } days before it. Those who are not there yet, and those who enrolled only later, stand apart; those who have left are not counted.
summary-term-abstinence = Reported no use
summary-meaning-abstinence = From the reporting form of S6 only: of the people who answered anything, those who reported no use on the days they said; the others used or did not say. Whoever gave no answer all week stands apart. A range, so wide that fewer than { $people } people cannot be told apart from none, nor what somebody reported be worked out when they leave; it may span everybody.
summary-term-not-shown = Not shown
summary-meaning-not-shown = People without consent to the summary: they are in no figure.

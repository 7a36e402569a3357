menu-away = I am away
menu-back = I am back
menu-coverage = Who is on
menu-caseload = My people
menu-worklist = Yellow list
menu-is-away = You are noted as away until { $day }.

away-cover = Who stands in for you? What is open moves to them at once.
away-nobody = Nobody stands in
away-until = When are you back? Choose, or type the date, for example 1-12-2026.
away-until-not-understood = I could not read that date. Write it like { $example } or 1-12-2026.
away-too-early = The day you are back has to be after today.
away-too-late = At most 60 days: until { $latest }. For longer, ask a coordinator to hand your people over.
away-yourself = Somebody else has to stand in.
away-cycle = You are standing in for that person. Choose another one.
away-nobody-on-duty = That person is away too, with nobody standing in. Choose another one.
away-cannot-be-told = That person, or whoever stands in for them, cannot be written to. Choose another one.
away-done = Noted: back on { $day }. Standing in: { $name }. Back earlier: /menu.
away-done-uncovered = Noted: back on { $day }, nobody stands in. What needs looking at goes to each participant's backup or the coordinators at once.
back-toast = Welcome back.
back-not-away = You are noted as here.

colleague-away = away until { $day }
colleague-away-covered = away until { $day }, { $cover } stands in
colleague-unreachable = cannot be written to
colleague-caseload = Participants: { $people }
colleague-stands-in = Stands in for: { $people }
button-hand-over = Hand over all their people
button-relink = New link (other phone)
hand-over-ask = { $people ->
    [1] Who takes the one participant of { $name }? What is still open goes along.
   *[other] Who takes the { $people } participants of { $name }? What is still open goes along.
  }
hand-over-sure = { $people ->
    [1] One person moves from { $from } to { $to }. What is open goes along. Go on?
   *[other] { $people } people move from { $from } to { $to }. What is open goes along. Go on?
  }
hand-over-yes = Yes, move them
hand-over-done = { $people ->
    [1] One participant moved from { $from } to { $to }.
   *[other] { $people } participants moved from { $from } to { $to }.
  }
hand-over-backups-ask = { $people ->
    [1] { $name } stands in for one participant of a colleague.
   *[other] { $name } stands in for { $people } participants of colleagues.
  } Who does so from now on? Nobody, where that is their own counselor.
hand-over-backups-sure = { $people ->
    [1] For one participant { $to } stands in instead of { $from };
   *[other] For { $people } participants { $to } stands in instead of { $from };
  } nobody, where { $to } is their own counselor. Go on?
hand-over-backups-done = { $people ->
    [1] For one participant { $to } stands in now instead of { $from }.
   *[other] For { $people } participants { $to } stands in now instead of { $from }.
  }
hand-over-left = { $people ->
    [1] One person who has left goes along.
   *[other] { $people } people who have left go along.
  }
hand-over-covers-ask = { $colleagues ->
    [1] { $name } covers for one colleague who is away.
   *[other] { $name } covers for { $colleagues } colleagues who are away.
  } Who does so from now on?
hand-over-covers-sure = { $colleagues ->
    [1] For one colleague who is away { $to } covers instead of { $from }, if they can.
   *[other] For { $colleagues } colleagues who are away { $to } covers instead of { $from }, if they can.
  } Go on?
hand-over-covers-done = { $colleagues ->
    [1] For one colleague who is away { $to } covers now instead of { $from }.
   *[other] For { $colleagues } colleagues who are away { $to } covers now instead of { $from }.
  }
hand-over-covers-left = { $colleagues ->
    [1] For one colleague who is away { $to } cannot cover: that is still { $from }.
   *[other] For { $colleagues } colleagues who are away { $to } cannot cover: that is still { $from }.
  }
hand-over-done-none = { $from } stands in for nobody any more.
hand-over-cannot-cover = { $to } is away, or cannot be written to: nothing was changed.
hand-over-nobody = { $name } has no participants.
relink-ask = { $name }'s old account can open nothing from this moment, even before the new link is used. Make a new link?
relink-yes = Yes, make it
relink-no = No
relink-done = { $name }'s old account is cut off. Hand the link below to the person directly.

coverage = If something needs looking at tonight, these are told (in this order):
coverage-line = { $people ->
    [1] { $counselor } · 1 participant
   *[other] { $counselor } · { $people } participants
  }
  → { $told }
coverage-line-gap = { $people ->
    [1] ⚠️ { $counselor } · 1 participant
   *[other] ⚠️ { $counselor } · { $people } participants
  }
  → nobody will be told: { $codes }
coverage-nobody = No active participants yet.
coverage-no-counselor = No counselor
coverage-more = and { $count } more

# Arrives unasked: neutral.
notice-covering = { $people ->
    [0] You stand in for { $name } until { $day }. /menu
    [1] You stand in for { $name } until { $day }; one person is kept quiet (🔕). /menu
   *[other] You stand in for { $name } until { $day }; { $people } people are kept quiet (🔕). /menu
  }
notice-covering-ended = { $name } is back. Thank you for standing in.
notice-covering-moved = You do not stand in for { $name } any more; that was changed. Thank you.
notice-welcome-back = Welcome back, { $name }. Everything is yours again. /menu
notice-away-covered = { $name } is away until { $day }. { $cover } stands in.
notice-away-uncovered = { $name } is away until { $day }, and nobody stands in. Who is on: /menu
notice-caseload-received = { $people ->
    [1] One person from { $name } is with you now. /menu
   *[other] { $people } people from { $name } are with you now. /menu
  }
notice-backups-received = { $people ->
    [1] You stand in for one person now, after { $name }. /menu
   *[other] You stand in for { $people } people now, after { $name }. /menu
  }
notice-backups-given = { $people ->
    [1] You do not stand in for one person any more. Thank you.
   *[other] You do not stand in for { $people } people any more. Thank you.
  }
notice-caseload-given = { $people ->
    [1] One person who was with you is with { $name } now. Thank you.
   *[other] { $people } people who were with you are with { $name } now. Thank you.
  }
notice-staff-unreachable = { $name } can no longer be written to (bot blocked or account gone). Who is on: /menu
notice-uncovered = { $named ->
    [0] { $more ->
        [1] Tonight nobody will be told about one person. It can be changed now: /menu
       *[other] Tonight nobody will be told about { $more } people. It can be changed now: /menu
      }
   *[other] { $more ->
        [0] Tonight nobody will be told about { $codes }. It can be changed now: /menu
       *[other] Tonight nobody will be told about { $codes } and { $more } more. It can be changed now: /menu
      }
  }

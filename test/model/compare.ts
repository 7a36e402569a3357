import { expect } from "vitest";
import { readAnswer } from "../../src/check-ins/stored-answers.ts";
import { dayOfDbDate } from "../../src/domain/calendar.ts";
import type { Model } from "./model.ts";
import type { Real } from "./real.ts";

/** The alert that is not closed; that there are not two of them is part of every comparison. */
export async function findAlert({ town }: Real) {
  const open = await town.world.db.alert.findMany({
    where: { state: { not: "closed" } },
    include: { holder: true },
  });
  expect(open.length, "open alerts").toBeLessThanOrEqual(1);
  return open[0];
}

/**
 * Takes over what the model leaves to history: whether something that had been told lately was told again, and that
 * amber reasons may raise what is there. A red one has to have been told.
 */
export async function held(model: Model, real: Real, mayStayQuiet: boolean): Promise<void> {
  const found = await findAlert(real);
  if (!found) {
    expect(mayStayQuiet && model.alert === undefined, "an alert that was to be told of").toBe(true);
    return;
  }
  if (!model.alert)
    model.alert = {
      tier: found.tier === "red" ? "red" : "orange",
      state: "open",
      holder: undefined,
      since: model.now,
    };
  // News on an alert that somebody had spoken about opens it again.
  if (found.state === "open" && model.alert.state !== "open")
    Object.assign(model.alert, { state: "open", holder: undefined, since: model.now });
}

/** Every check-in with every answer, the open alert, and one prompt a day on the phone. */
export async function verify(model: Model, real: Real): Promise<void> {
  const { db, app } = real.town.world;
  const rows = await db.checkIn.findMany({ include: { answers: true }, orderBy: { localDay: "asc" } });
  const found = rows.map(({ id, localDay, state, answers }) => ({
    day: dayOfDbDate(localDay),
    state,
    answers: Object.fromEntries(
      answers.map((row) => [row.questionId, readAnswer(app.deps.sealer, id, row)] as const).toSorted(),
    ),
  }));
  const expected = [...model.days.values()]
    .map(({ day, state, answers }) => ({ day, state, answers: Object.fromEntries([...answers].toSorted()) }))
    .toSorted((a, b) => a.day.localeCompare(b.day));
  expect(found).toEqual(expected);
  const alert = await findAlert(real);
  expect(
    alert && { state: alert.state, holder: alert.state === "open" ? undefined : alert.holder?.name },
  ).toEqual(model.alert && { state: model.alert.state, holder: model.alert.holder });
  if (model.alert?.tier === "red") expect(alert?.tier).toBe("red");
  const copies = await db.outboxMessage.groupBy({
    by: ["checkInId"],
    where: { kind: "prompt", state: { in: ["pending", "sent"] } },
    _count: true,
  });
  for (const { checkInId, _count } of copies) expect(_count, `prompts of check-in ${checkInId}`).toBe(1);
}

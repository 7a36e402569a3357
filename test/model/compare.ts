import { expect } from "vitest";
import { readAnswer } from "../../src/check-ins/stored-answers.ts";
import { dayOfDbDate } from "../../src/domain/calendar.ts";
import type { Model } from "./model.ts";
import type { Real } from "./real.ts";

/** Every check-in with every answer, every alert, and one prompt a day on the phone. */
export async function verify(model: Model, real: Real): Promise<void> {
  const { db, app } = real.town.world;
  const rows = await db.checkIn.findMany({ include: { answers: true }, orderBy: { localDay: "asc" } });
  const found = rows.map(({ id, localDay, state, safety, answers }) => ({
    day: dayOfDbDate(localDay),
    state,
    asksSafety: safety !== null,
    answers: Object.fromEntries(
      answers.map((row) => [row.questionId, readAnswer(app.deps.sealer, id, row)] as const).toSorted(),
    ),
  }));
  const expected = [...model.days.values()]
    .map(({ day, state, asksSafety, answers }) => ({
      ...{ day, state, asksSafety, answers: Object.fromEntries([...answers].toSorted()) },
    }))
    .toSorted((a, b) => a.day.localeCompare(b.day));
  expect(found).toEqual(expected);
  const alerts = await db.alert.findMany({ include: { holder: true }, orderBy: { id: "asc" } });
  expect(
    alerts.map(({ tier, state, holder, openedAt }) => ({ tier, state, holder: holder?.name, openedAt })),
  ).toEqual(model.alerts.map(({ tier, state, holder, openedAt }) => ({ tier, state, holder, openedAt })));
  const prompts = await db.outboxMessage.findMany({
    where: { kind: "prompt", state: { in: ["pending", "sent"] } },
    include: { checkIn: { select: { localDay: true } } },
    orderBy: { id: "asc" },
  });
  expect(prompts.map(({ checkIn }) => checkIn && dayOfDbDate(checkIn.localDay))).toEqual(model.promptedOn);
  const seen = real.bayu.notifications().filter((text) => text.includes("waktunya cek harian"));
  expect(seen).toHaveLength(model.promptedOn.length);
}

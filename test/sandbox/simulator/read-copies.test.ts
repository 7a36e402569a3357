import { afterAll, beforeAll, expect, test } from "vitest";
import { readCopies } from "../../../src/sandbox/simulator/copies.ts";
import { buildTeam, enrol, type Team } from "../../support/team.ts";
import { startTown, type Town } from "../../support/town.ts";

let town: Town;
let team: Team;

beforeAll(async () => {
  town = await startTown();
  team = await buildTeam(town);
  await enrol(town, team, { code: "BPN-002" });
});
afterAll(async () => await town.close());

test("a prompt is known by its check-in also when that is forgotten, because its day was over", async () => {
  const { db, clock } = town.world;
  const { id: participantId } = await db.participant.findFirstOrThrow();
  const prompt = { kind: "prompt", participantId, priority: 10, intendedAt: clock.now(), dueAt: clock.now() };
  const { id } = await db.outboxMessage.create({
    data: { ...prompt, dedupeKey: "prompt:4711", state: "failed", error: "day-over" },
  });
  const rows = await readCopies(db, clock.now(), []);
  expect(rows.find((row) => row.id === String(id))).toMatchObject({ state: "failed", checkInId: 4711 });
  await db.outboxMessage.delete({ where: { id } });
});

test("what changes an earlier message is told from what came by itself, also where one kind does both", async () => {
  const { rina } = team;
  const { world } = town;
  const since = world.clock.now();
  const bayu = await enrol(town, team, { code: "BPN-001" });
  await town.does(bayu.sends("halo"));
  const question = bayu.sees().at(-1)?.messageId;
  await town.does(bayu.taps("Kirim"));
  const push = rina.sees().findLast(({ text }) => text === "Pesan dari BPN-001")?.messageId ?? 0;
  const later = { status: 429, description: "Too Many Requests", parameters: { retry_after: 60 } };
  world.telegram.faults.next({ method: "sendMessage", chatId: bayu.id }, later);
  await town.does(rina.sends("halo juga", { replyTo: push }));
  const onItsWay = rina.sees().at(-1)?.messageId;
  await world.advance({ minutes: 3 });
  await town.does(bayu.blocksBot());
  await town.does(rina.sends("masih ada?", { replyTo: push }));
  const aloud = rina.sees().at(-1)?.messageId;

  const rows = await readCopies(world.db, new Date(since.getTime() - 1), []);
  const statuses = rows.filter(({ kind, messageId }) => kind === "relay-status" && messageId !== null);
  expect(
    statuses
      .toSorted((a, b) => Number(a.id) - Number(b.id))
      .map(({ messageId, changes }) => ({ messageId, changes })),
  ).toEqual([
    { messageId: question, changes: true },
    { messageId: onItsWay, changes: false },
    { messageId: onItsWay, changes: true },
    { messageId: aloud, changes: false },
  ]);
  expect(rows.filter(({ kind, changes }) => kind === "relay" && changes)).toEqual([]);
});

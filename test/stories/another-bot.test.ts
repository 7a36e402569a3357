import { afterAll, beforeAll, expect, test } from "vitest";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { startTelegram, type Telegram } from "../../src/sandbox/telegram/telegram.ts";
import { World } from "../../src/sandbox/world.ts";
import { buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let others: Telegram;
let next: World | undefined;
beforeAll(async () => {
  town = await startTown({ fresh: true });
  team = await buildTeam(town);
  others = await startTelegram({ token: "220201543:another", clock: town.world.clock });
});
afterAll(async () => {
  await next?.stop();
  await others.stop();
  await town.close();
});

test("a number of the former bot's leads to nobody: an answer to an alert goes to no one else", async () => {
  const [writer, caller] = [
    await enrol(town, team, { code: "BPN-014" }),
    await enrol(town, team, { code: "BPN-009" }),
  ];
  await town.does(writer.sends("halo"));
  await town.does(writer.taps("Kirim"));
  await town.does(team.rina.taps("Baca"));
  const { db } = town.world;
  const { id: _, ...shown } = await db.outboxMessage.findFirstOrThrow({ where: { kind: "relay-content" } });
  // Wherever the next bot's numbers will stand.
  const numbers = Array.from({ length: 50 }, (_, index) => index + 1);
  await db.outboxMessage.createMany({
    data: numbers.map((messageId) => ({
      ...shown,
      ...{ messageId, params: {}, dedupeKey: `${shown.dedupeKey}-${messageId}` },
    })),
  });
  await town.world.stop();

  const { clock, database, app } = town.world;
  const { sealer, instruments, log } = app.deps;
  next = await World.start({ database, sealer, instruments, log, clock, telegram: others });
  const world = next;
  const on = (phone: Phone) => others.phone({ id: phone.id, name: phone.name, languageCode: "id" });
  const does = async (action: Promise<unknown>) => {
    await action;
    await world.settle();
  };
  const [rina, bpn14, bpn9] = [on(team.rina), on(writer), on(caller)];
  for (const phone of [rina, bpn14, bpn9]) await does(phone.sends("/start"));
  await does(bpn9.sends("/bantuan"));
  const alert = rina.sees().findLast(({ text }) => text?.includes("BPN-009"));
  const heard = bpn14.sees().length;
  await does(rina.sends("sudah kutelepon", { replyTo: alert?.messageId ?? 0 }));
  expect(alert).toBeDefined();
  expect(bpn14.sees()).toHaveLength(heard);
  expect(await db.relayMessage.count({ where: { fromParticipant: false } })).toBe(0);
  expect(town.log()).toContain("another bot than before");
});

test("the next start of the same one forgets nothing", async () => {
  const numbered = { where: { relayId: null, messageId: { not: null } } };
  const before = await town.world.db.outboxMessage.count(numbered);
  const { linkedAt } = await town.world.db.staff.findFirstOrThrow({ where: { id: team.ids.rina } });
  town.world.clock.moveTo(new Date(town.world.clock.now().getTime() + 60_000));
  await next?.restart();
  expect(await town.world.db.outboxMessage.count(numbered)).toBe(before);
  expect((await town.world.db.staff.findFirstOrThrow({ where: { id: team.ids.rina } })).linkedAt).toEqual(
    linkedAt,
  );
});

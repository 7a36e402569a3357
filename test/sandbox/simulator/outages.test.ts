import { Api, GrammyError } from "grammy";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MovableClock } from "../../../src/sandbox/movable-clock.ts";
import { Chronicle } from "../../../src/sandbox/simulator/chronicle.ts";
import { createOutages } from "../../../src/sandbox/simulator/outages.ts";
import type { Outage } from "../../../src/sandbox/simulator/tally.ts";
import { startTelegram, type Telegram } from "../../../src/sandbox/telegram/telegram.ts";

const TOKEN = "110201543:simulated";
const MIDNIGHT = new Date("2026-09-07T00:00:00Z");
const MINUTE = 60_000;
const SHARES: Readonly<Record<Outage, number>> = { telegram: 0, database: 0.6, processes: 0.9 };

let clock: MovableClock;
let telegram: Telegram;
let done: string[];
beforeEach(async () => {
  clock = new MovableClock(MIDNIGHT);
  telegram = await startTelegram({ token: TOKEN, clock });
  done = [];
});
afterEach(async () => await telegram.stop());

/** One that begins at noon and lasts for as long as the share says. */
function planned(kind: Outage, share = 0.5) {
  const shares: Record<string, number> = {
    from: 0.5,
    outage: 0,
    "outage-kind": SHARES[kind],
    "outage-answer": 0.9,
    "outage-for": share,
    "outage-orderly": 0,
  };
  const note = (what: string) => async () => void done.push(what);
  const chronicle = new Chronicle(clock);
  const life = {
    chronicle,
    clock,
    held: new Set<number>(),
    silence: { current: undefined as Outage | undefined },
  };
  const apps = { halt: note("halt"), resume: note("resume"), recovered: note("recovered") };
  const hands = { databaseFails: note("fails"), databaseIsBack: note("in hand") };
  const server = { away: note("away"), there: note("there") };
  const outages = createOutages((...words) => shares[words.at(-1) ?? ""] ?? 0, 1, {
    ...{ apps, server, telegram, hands, life },
  });
  outages.planDay(MIDNIGHT);
  const at = (minutes: number) => {
    clock.moveTo(new Date(MIDNIGHT.getTime() + minutes * MINUTE));
    return clock.now();
  };
  return { outages, at, life, chronicle };
}

test("while Telegram is away it refuses everything and keeps what people do until it is back", async () => {
  const { outages, at, life, chronicle } = planned("telegram");
  const api = new Api(TOKEN, { apiRoot: telegram.apiRoot });
  const siti = telegram.phone({ id: 5, name: "Siti" });
  const rina = telegram.phone({ id: 6, name: "Rina" });
  life.held.add(rina.id);
  telegram.hold(rina.id);
  const heard: string[] = [];
  telegram.onUpdate((update) => {
    if ("message" in update) heard.push(`${update.message.from?.id} at ${clock.now().toISOString()}`);
  });
  await siti.sends("pagi");
  expect(outages.isDue(at(719))).toBe(false);
  await outages.begins(clock.now());
  expect(outages.current).toBeUndefined();
  await outages.begins(at(720));
  await siti.sends("halo");
  await rina.sends("halo");
  const refused = await api.sendMessage(siti.id, "x").catch((error: unknown) => error);
  if (!(refused instanceof GrammyError)) throw refused;
  const left = (Number(outages.next()) - Number(clock.now())) / 1000;
  expect(refused).toMatchObject({ error_code: 429, parameters: { retry_after: left } });
  at(730);
  await expect(api.getMe()).rejects.toMatchObject({ parameters: { retry_after: left - 600 } });
  expect(await outages.ends(clock.now())).toBe(false);
  const over = new Date(Number(outages.next()));
  clock.moveTo(over);
  expect(await outages.ends(over)).toBe(true);
  expect((await api.getMe()).is_bot).toBe(true);
  // Whose updates wait for another reason go on waiting.
  expect(heard).toEqual([`5 at ${MIDNIGHT.toISOString()}`, `5 at ${over.toISOString()}`]);
  expect(chronicle.faults.map(({ what }) => what)).toEqual(["Telegram is away, for 42 minutes"]);
});

test("what was tapped while the database was away is heard when it is back, and judged some minutes later", async () => {
  const { outages, at, life } = planned("database", 0);
  const siti = telegram.phone({ id: 5, name: "Siti" });
  const heard: Date[] = [];
  outages.onUpdate(() => heard.push(clock.now()));
  await siti.sends("pagi");
  await outages.begins(at(721));
  await siti.sends("halo");
  // What was in hand as it was cut off may leave once more.
  const cut = ["fails", "away", "in hand"];
  expect([outages.current, life.silence.current, done]).toEqual(["database", "database", cut]);
  expect(outages.isFelt(clock.now())).toBe(true);
  expect(outages.next()).toEqual(new Date(MIDNIGHT.getTime() + 725 * MINUTE));
  expect(heard).toEqual([MIDNIGHT]);
  expect(await outages.ends(at(725))).toBe(true);
  expect([outages.current, life.silence.current, done]).toEqual([
    undefined,
    undefined,
    [...cut, "there", "recovered"],
  ]);
  expect(heard).toEqual([MIDNIGHT, clock.now()]);
  expect([outages.isFelt(at(739)), outages.isFelt(at(740))]).toEqual([true, false]);
  // One whose time is over before anything happens in it has not been.
  outages.planDay(MIDNIGHT);
  await outages.begins(clock.now());
  expect([outages.current, done.length]).toEqual([undefined, 5]);
});

test("every process is down until the outage is over, however early that is", async () => {
  const { outages, at } = planned("processes");
  await outages.begins(at(721));
  expect(done).toEqual(["halt"]);
  expect(await outages.ends(at(722), { early: true })).toBe(true);
  expect(done).toEqual(["halt", "resume"]);
  await outages.begins(at(723));
  expect(outages.current).toBeUndefined();
});

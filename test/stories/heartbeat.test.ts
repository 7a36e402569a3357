import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createAuditor } from "../../src/jobs/auditor.ts";
import { readSettings } from "../../src/programme/read-settings.ts";
import { startRoundRobin } from "../../src/sandbox/round-robin.ts";
import { buildTeam, enrol } from "../support/team.ts";
import type { Town } from "../support/town.ts";
import { startWatched } from "../support/watched.ts";

const at = "2026-11-23T07:30:00+08:00";
const PATIENCE = { timeout: 20_000 };

const ofTelegram = async ({ world }: Town, method: string) => {
  const { apiRoot, token } = world.telegram;
  const answer = (await (await fetch(`${apiRoot}/bot${token}/${method}`)).json()) as { result: unknown };
  return answer.result;
};

test("it falls silent while the auditor is not content, a questionnaire is gone, or nobody has looked for a while", async () => {
  const { town, beats } = await startWatched({ at });
  const { world } = town;
  const audited = async () => {
    await world.app.audit();
    await world.settle();
    return await beats();
  };
  const team = await buildTeam(town);
  const citra = await enrol(town, team, { code: "BPN-002", hour: "19:30" });
  expect(await beats()).toBe(1);

  for (const phone of [team.rina, team.agus, team.dewi]) await town.does(phone.blocksBot());
  await town.does(citra.taps("🆘"));
  await world.advance({ minutes: 5 });
  expect(await audited()).toBe(0);
  await town.does(team.rina.unblocksBot());
  expect(await beats()).toBe(0);
  expect(await audited()).toBe(1);

  await world.advance({ minutes: 14 });
  expect(await beats()).toBe(1);
  await world.advance({ minutes: 1 });
  expect(await beats()).toBe(0);
  expect(await audited()).toBe(1);

  const ask = (key: string) =>
    world.db
      .$executeRaw`UPDATE programmes SET settings = jsonb_set(settings, '{instrument}', to_jsonb(${key}::text))`;
  await ask("own@1");
  expect(await audited()).toBe(0);
  await ask("recovery-dangers@1");
  expect(await audited()).toBe(1);
});

test("it falls silent while another process takes the updates", async () => {
  const { town, beats, readiness } = await startWatched({ at });
  const { world } = town;
  const team = await buildTeam(town);
  expect(await beats()).toBe(1);
  const other = world.telegram.faults.next(
    { method: "getUpdates" },
    { status: 409, description: "Conflict: terminated by other getUpdates request" },
    1000,
  );
  // The long poll that is under way brings it; the next is refused.
  await team.rina.sends("/menu");
  await vi.waitFor(() => expect(town.log()).toContain("another process polls with this token"), PATIENCE);
  expect(await beats()).toBe(0);
  expect(await readiness()).toBe("telegram");
  other.cancel();
  await town.does(team.rina.sends("/menu"));
  expect(await beats()).toBe(1);
  expect(await readiness()).toBe("ready");
});

test("a webhook that somebody has taken away is set again at the next look, and counts once it is found in place", async () => {
  const { town, beats, readiness } = await startWatched({ at, updates: "webhook" });
  const { world } = town;
  expect(await beats()).toBe(1);
  const before = await ofTelegram(town, "getWebhookInfo");
  await ofTelegram(town, "deleteWebhook");
  await world.app.audit();
  expect(await ofTelegram(town, "getWebhookInfo")).toEqual(before);
  expect(town.log()).toContain("the webhook is set again");
  expect(await beats()).toBe(0);
  expect(await readiness()).toBe("telegram");
  await world.app.audit();
  expect(await beats()).toBe(1);
  expect(await readiness()).toBe("ready");

  world.telegram.faults.next({ method: "getWebhookInfo" }, { status: 502, html: true });
  await world.app.audit();
  expect(await beats()).toBe(0);
  await world.app.audit();
  expect(await beats()).toBe(1);
});

test("it falls silent while Telegram cannot deliver to the webhook, until something has come again", async () => {
  const proxy = await startRoundRobin();
  const { town, beats, readiness } = await startWatched({ at, updates: "webhook", webhookUrl: proxy.url });
  onTestFinished(async () => await proxy.stop());
  const { world } = town;
  proxy.ports.push(world.app.port);
  const { rina } = await buildTeam(town);
  await world.app.audit();
  expect(await beats()).toBe(1);

  await world.advance({ minutes: 5 });
  proxy.ports.length = 0;
  await rina.sends("/menu");
  await vi.waitFor(
    async () => expect(await ofTelegram(town, "getWebhookInfo")).toHaveProperty("last_error_date"),
    PATIENCE,
  );
  await world.app.audit();
  expect(await beats()).toBe(0);
  expect(await readiness()).toBe("telegram");
  proxy.ports.push(world.app.port);
  await world.settle();
  await world.app.audit();
  expect(await beats()).toBe(1);
});

test("settings that cannot be read are named, also by a start, and keep nobody who calls from being heard", async () => {
  const { town, beats, readiness } = await startWatched({ at });
  const { world } = town;
  const team = await buildTeam(town);
  const citra = await enrol(town, team, { code: "BPN-002", hour: "19:30" });
  const { quietHours, crisisNumbers } = await readSettings(world.db, team.programmeId);
  const store = (key: string, value: unknown) =>
    world.db
      .$executeRaw`UPDATE programmes SET settings = jsonb_set(settings, ${[key]}, ${JSON.stringify(value)}::jsonb)`;
  expect(await beats()).toBe(1);
  await store("quietHours", "never");
  await store("crisisNumbers", []);
  await world.app.audit();
  expect(await beats()).toBe(0);
  expect(await readiness()).toBe("settings");

  const told = team.rina.notifications().length;
  await citra.taps("🆘");
  // As they were known before.
  await citra.waitsFor("0812-3456-7890");
  await team.rina.waitsFor("1 hal perlu dilihat", { withinMs: PATIENCE.timeout });
  await world.settle();

  await world.restart();
  expect(town.log()).toContain("settings of these programmes cannot be read");
  expect(await readiness()).toContain("settings");
  await citra.taps("🆘");
  expect((await citra.waitsFor("112", { withinMs: PATIENCE.timeout })).text).not.toContain("0812-3456-7890");
  await world.settle();
  expect(team.rina.notifications().length).toBeGreaterThan(told + 1);

  await store("quietHours", quietHours);
  await store("crisisNumbers", crisisNumbers);
  await world.app.audit();
  expect(await readiness()).toBe("ready");
  expect(await beats()).toBe(1);
});

test("a bug that keeps people from being told is named, and whoever calls meanwhile is heard once it is gone", async () => {
  const { town, beats, readiness } = await startWatched({ at });
  const { world } = town;
  const team = await buildTeam(town);
  const citra = await enrol(town, team, { code: "BPN-002", hour: "19:30" });
  expect(await beats()).toBe(1);
  await world.db.$executeRaw`ALTER TABLE alert_events RENAME TO alert_events_away`;

  const told = team.rina.notifications().length;
  await citra.taps("🆘");
  await citra.waitsFor("0812-3456-7890");
  await vi.waitFor(() => expect(town.log()).toContain("a call for help could not be handled"), PATIENCE);
  expect(await beats()).toBe(0);
  expect(await readiness()).toContain("help");
  expect(team.rina.notifications()).toHaveLength(told);

  await world.db.$executeRaw`ALTER TABLE alert_events_away RENAME TO alert_events`;
  await team.rina.waitsFor("1 hal perlu dilihat", { withinMs: PATIENCE.timeout });
  await world.settle();
  expect(team.rina.notifications().slice(told)).toEqual(["1 hal perlu dilihat · BPN-002"]);
  await world.app.audit();
  expect(await readiness()).toBe("ready");
  expect(await beats()).toBe(1);
});

test("it falls silent while it cannot be written down outside the database who left", async () => {
  const home = await mkdtemp(join(tmpdir(), "teman-pulih-departures-"));
  onTestFinished(async () => await rm(home, { recursive: true }));
  const departuresPath = join(home, "departures.jsonl");
  const { town, beats, readiness } = await startWatched({ at, departuresPath });
  expect(await beats()).toBe(1);
  await mkdir(departuresPath);
  await enrol(town, await buildTeam(town), { code: "BPN-002", hour: "19:30" });
  expect(await beats()).toBe(0);
  expect(await readiness()).toBe("departures");
  await rm(departuresPath, { recursive: true });
  expect(await beats()).toBe(1);
  expect(await readiness()).toBe("ready");
});

test("a sweep that fails keeps it silent, and not help from speaking of what holds now", async () => {
  const { town, beats } = await startWatched({ at });
  const { world } = town;
  const citra = await enrol(town, await buildTeam(town), { code: "BPN-002", hour: "19:30" });
  await world.db.$executeRaw`UPDATE programmes SET settings = jsonb_set(settings, '{naloxone}', 'true')`;
  await world.db.$executeRaw`ALTER TABLE chat_messages RENAME TO chat_messages_away`;
  const silent = await beats();
  await world.db.$executeRaw`ALTER TABLE chat_messages_away RENAME TO chat_messages`;
  expect(silent).toBe(0);
  await town.does(citra.sends("/darurat"));
  expect(citra.lastText()).toContain("nalokson");
});

test("a look that fails keeps the auditor from nothing, and it is not well", async () => {
  const { town } = await startWatched({ at });
  const { db, app, clock } = town.world;
  await enrol(town, await buildTeam(town), { code: "BPN-002", hour: "19:30" });
  await db.participant.updateMany({ data: { nextPromptAt: null } });
  const tooSlow = async () => await Promise.reject(new Error("canceling statement due to statement timeout"));
  const $queryRaw = async (words: TemplateStringsArray, ...values: unknown[]) =>
    words.join("").startsWith("SELECT key FROM") ? await tooSlow() : await db.$queryRaw(words, ...values);
  const partly = Object.create(db, { $queryRaw: { value: $queryRaw } });
  const auditor = createAuditor({ ...app.deps, db: partly }, clock);
  await auditor.lookForNeeds();
  expect(auditor.well).toBe(false);
  await auditor.look();
  expect(auditor.well).toBe(false);
  expect((await db.participant.findFirstOrThrow()).nextPromptAt).not.toBeNull();
});

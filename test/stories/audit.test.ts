import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog, keptLog } from "../../src/log.ts";
import { purgeOneDue } from "../../src/retention/purge-one-due.ts";
import { DATA_KEY } from "../support/keys.ts";
import { operator } from "../support/operator.ts";
import { buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;

beforeAll(async () => {
  town = await startTown();
  team = await buildTeam(town);
  await enrol(town, team, { code: "BPN-001" });
  const bayu = await enrol(town, team, { code: "BPN-014" });
  await town.does(bayu.sends("/bantuan"));
  await town.does(team.rina.taps("Lihat"));
});
afterAll(async () => await town.close());

async function admin(...args: string[]) {
  return await adminAt(undefined, ...args);
}

async function adminAt(now: Date | undefined, ...args: string[]) {
  const env = { DATABASE_URL: town.world.database.url, DATA_KEY };
  const { code, output, errors } = await operator(["audit", ...args], env, now);
  return { code, said: code === 0 ? output : errors };
}

test("whose data was seen, by whom and when, can be listed, and the listing is on record too", async () => {
  const listed = await admin("list", "--person", "BPN-014");
  expect(listed.said).toMatch(/2026-11-23T\S+ +Rina \(staff:\d+\) +read-alert +alert:\d+\n/);
  expect(listed.said).toMatch(/Dewi \(staff:\d+\) +enrol +participant:/);
  const json = JSON.parse((await admin("list", "--person", "BPN-014", "--json")).said);
  expect(json.map(({ action }: { action: string }) => action)).toContain("read-alert");
  const later = await admin(
    "list",
    "--person",
    "BPN-014",
    "--from",
    "2026-11-24",
    "--to",
    "2026-11-25",
    "--json",
  );
  expect(JSON.parse(later.said)).toEqual([]);
  expect(
    JSON.stringify(JSON.parse((await admin("list", "--person", "BPN-001", "--json")).said)),
  ).not.toContain("read-alert");
  expect(await town.world.db.auditEvent.count({ where: { action: "list-audit", actor: "operator" } })).toBe(
    4,
  );
  expect(await admin("list", "--person", "BPN-999")).toMatchObject({
    code: 1,
    said: expect.stringMatching(/no BPN-999/),
  });
});

test("the days of the list are those of the calendar in the programme's zone, from midnight to midnight", async () => {
  const midnight = new Date("2026-11-24T00:00:00+08:00");
  await adminAt(new Date(midnight.getTime() - 1), "list", "--person", "BPN-014");
  await adminAt(midnight, "list", "--person", "BPN-014");
  const listingsOf = async (day: string) => {
    const { said } = await admin("list", "--person", "BPN-014", "--from", day, "--to", day, "--json");
    const events: readonly { readonly at: string; readonly action: string }[] = JSON.parse(said);
    return events.filter(({ action }) => action === "list-audit").map(({ at }) => at);
  };
  expect(await listingsOf("2026-11-23")).toEqual(["2026-11-23T15:59:59.999Z"]);
  expect(await listingsOf("2026-11-24")).toEqual(["2026-11-23T16:00:00.000Z"]);
});

test("the record is whole after all that; a changed event is named, and the exit code says so", async () => {
  const { db } = town.world;
  const whole = await admin("verify");
  expect(whole.said).toMatch(/^\d+ events, each as it was written, none missing\.\nhead /);
  const [, head = ""] = /^head (1:\S+)$/m.exec(whole.said) ?? [];
  const erasing = await db.participant.findFirstOrThrow({ where: { code: "BPN-014" } });
  await town.does(team.dewi.tapsData(`er:${erasing.id}:asked:yes`));
  expect(await db.participant.count({ where: { code: "BPN-014" } })).toBe(0);
  expect((await admin("verify", "--head", head)).code).toBe(0);

  const { id } = await db.auditEvent.findFirstOrThrow({ where: { action: "read-alert" } });
  await db.$transaction([
    db.$executeRaw`SET LOCAL session_replication_role = replica`,
    db.$executeRaw`UPDATE audit_events SET actor = 'staff:99' WHERE id = ${id}`,
  ]);
  const broken = await admin("verify");
  expect(broken.code).toBe(1);
  expect(broken.said).toMatch(
    new RegExp(`programme 1, place \\d+.*was changed.*event ${id}, 2026-\\S+ staff:99 read-alert`),
  );
});

test.each(["warn", "fatal"] as const)(
  "where the record stands is logged every night, also with LOG_LEVEL=%s",
  async (level) => {
    const { db, app, clock } = town.world;
    // Chains what is not yet.
    await app.tick();
    const lines: string[] = [];
    const log = createLog(level, { write: (line: string) => void lines.push(line) });
    await db.programme.updateMany({ data: { purgeDueAt: clock.now() } });
    expect(await purgeOneDue({ ...app.deps, log }, clock.now())).toBe(true);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        ...{ level: "info", time: expect.any(String), msg: "where the audit stands" },
        heads: [expect.stringMatching(/^1:\S+$/)],
      },
    ]);
  },
);

test("it is logged too where it cannot be read how long what is kept", async () => {
  const { db, app, clock } = town.world;
  const { settings } = await db.programme.findFirstOrThrow();
  await db.$executeRaw`UPDATE programmes SET settings = jsonb_set(settings, '{retention}', '5')`;
  await db.programme.updateMany({ data: { purgeDueAt: clock.now() } });
  const lines: string[] = [];
  const log = createLog("warn", { write: (line: string) => void lines.push(line) });
  await expect(purgeOneDue({ ...app.deps, log }, clock.now())).rejects.toThrow("cannot be read");
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(["where the audit stands"]);
  await db.programme.updateMany({ data: { settings: settings ?? {} } });
});

test("a log that is to be silent is", async () => {
  const lines: string[] = [];
  keptLog(createLog("silent", { write: (line: string) => void lines.push(line) })).info("anything");
  expect(lines).toEqual([]);
});

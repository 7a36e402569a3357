import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { loadInstruments } from "../../src/instruments/index.ts";
import { exportProgramme } from "../../src/programme-export/export-programme.ts";
import { DATA_KEY } from "../support/keys.ts";
import { operator } from "../support/operator.ts";
import { runProgram } from "../support/run-process.ts";
import { answers, buildTeam, enrol, moveToAnotherProgramme, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let home: string;

/**
 * Bayu answers and raises an alert; Sari answered too, and withdraws. So did Citra, of another programme, whose questionnaire is
 * not here.
 */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "teman-pulih-export-"));
  town = await startTown();
  team = await buildTeam(town);
  const bayu = await enrol(town, team, { code: "BPN-001", hour: "19:00" });
  const sari = await enrol(town, team, { code: "BPN-002", hour: "19:00" });
  const citra = await enrol(town, team, { code: "LPK-001", hour: "19:00" });
  await town.world.advanceTo(new Date("2026-11-23T19:10:00+08:00"));
  for (const phone of [bayu, sari, citra]) {
    await town.does(phone.taps("Siap"));
    await answers(town, phone, { S8: 4, C1: 0, S6: 3, S3: 2 });
    await town.does(phone.sends("Rahasia sekali"));
    await town.does(phone.taps("Kirim"));
  }
  await town.does(sari.sends("/berhenti"));
  await town.does(sari.taps("Ya, berhenti"));
  const { id: participantId } = await moveToAnotherProgramme(town, citra);
  await town.world.db.checkIn.updateMany({ where: { participantId }, data: { instrument: "elsewhere@1" } });
});
afterAll(async () => {
  await town.close();
  await rm(home, { recursive: true, force: true });
});

const environment = () => ({
  DATABASE_URL: town.world.database.url,
  DATA_KEY,
  DATA_DIR: home,
});

const exportOf = (args: readonly string[]) => ["export", "--programme", String(team.programmeId), ...args];

async function admin(...args: string[]) {
  return await operator(exportOf(args), environment());
}

const everything = async (directory: string) =>
  (
    await Promise.all(
      (await readdir(directory)).map(async (name) => await readFile(join(directory, name), "utf8")),
    )
  ).join("\n");

const headOf = async (directory: string, file: string) =>
  (await readFile(join(directory, file), "utf8")).split("\n")[0];

test("by code, with a notice, without what could incriminate, names, words, or whoever has left", async () => {
  const out = join(home, "first");
  const { output } = await admin("--out", out);
  expect(output).toContain("1 people; 1 who take no part are left out");
  expect(await readdir(out)).toEqual([
    ...["NOTICE.txt", "alert-events.csv", "alerts.csv", "answers.csv", "check-ins.csv", "consents.csv"],
    ...["participants.csv", "programme.json"],
  ]);
  for (const name of await readdir(out)) expect((await stat(join(out, name))).mode & 0o077).toBe(0);
  expect((await stat(out)).mode & 0o077).toBe(0);
  const lines = (await readFile(join(out, "answers.csv"), "utf8")).trim().split("\n");
  expect(lines[0]).toBe("code,day,question,value,skipped,answered_at");
  expect(lines).toHaveLength(1 + 11);
  expect(lines.filter((line) => line.startsWith("BPN-001,2026-11-23,S3,2,f,"))).toHaveLength(1);
  const text = await everything(out);
  expect(text).toContain("NO REDISCLOSURE");
  expect(text).toContain("DILARANG DIBAGIKAN LAGI");
  expect(text).not.toMatch(/BPN-002|LPK-001|,S6,|Rina|Dewi|Agus|Rahasia sekali|50000000/);
  // Without what the answers that are left out could be worked out from, as far as care can do without it.
  expect(await headOf(out, "check-ins.csv")).toBe(
    "code,day,instrument,form,unplanned,state,opened_at,started_at,completed_at,nudges_sent",
  );
  expect(await headOf(out, "participants.csv")).not.toContain("three_a_week_since");
  expect(await headOf(out, "alerts.csv")).toContain("tier");
  expect(text).toMatch(/What can be concluded all the same[\s\S]*Yang tetap bisa disimpulkan/);
  expect(await town.world.db.auditEvent.count({ where: { action: "export", actor: "operator" } })).toBe(1);
});

test("what could incriminate only when it is asked for, and then that is on record", async () => {
  const out = join(home, "sealed");
  await admin("--out", out, "--with-sealed-answers");
  expect(await readFile(join(out, "sealed-answers.csv"), "utf8")).toMatch(
    /^code,day,question,value,answered_at\nBPN-001,2026-11-23,S6,3,2026-11-23T11:\S+Z\nBPN-001,2026-11-23,SAFETY,0,2026-11-23T11:\S+Z\n$/,
  );
  expect(await headOf(out, "check-ins.csv")).toContain(",state,tier,opened_at,");
  expect(await headOf(out, "participants.csv")).toContain("three_a_week_since");
  expect(await town.world.db.auditEvent.count({ where: { action: "export-with-sealed-answers" } })).toBe(1);
});

test("what somebody did not want to answer stands there as such, not as never asked", async () => {
  const { db } = town.world;
  const of = { questionId: "SAFETY", checkIn: { participant: { code: "BPN-001" } } };
  const { sealed } = await db.answer.findFirstOrThrow({ where: of });
  await db.answer.updateMany({ where: of, data: { sealed: null, skipped: true } });
  const out = join(home, "skipped");
  await admin("--out", out, "--with-sealed-answers");
  expect(await readFile(join(out, "sealed-answers.csv"), "utf8")).toMatch(/S6,3,.*\n.*,SAFETY,skipped,2026/);
  await db.answer.updateMany({ where: of, data: { sealed, skipped: false } });
});

test("while a questionnaire that people answered is not here nothing is written: which of its questions are sealed is not known", async () => {
  const { db } = town.world;
  const of = { participant: { code: "BPN-001" } };
  const { id: _id, instrument, ...asked } = await db.checkIn.findFirstOrThrow({ where: of });
  await db.checkIn.updateMany({ where: of, data: { instrument: "own@1" } });
  const unanswered = await db.checkIn.create({
    data: { ...asked, instrument: "never-answered@1", localDay: new Date("2026-11-01") },
  });
  const exports = async () => await db.auditEvent.count({ where: { action: "export" } });
  const before = await exports();
  expect(await admin("--out", join(home, "unknown"))).toMatchObject({
    code: 1,
    output: "",
    errors: expect.stringMatching(/^own@1 is not in/),
  });
  expect(await readdir(home)).not.toContain("unknown");
  expect(await exports()).toBe(before);
  await db.checkIn.delete({ where: { id: unanswered.id } });
  await db.checkIn.updateMany({ where: of, data: { instrument } });
});

test("an answer that is damaged is marked, and ends nothing", async () => {
  const { db } = town.world;
  const of = { questionId: "S6", checkIn: { participant: { code: "BPN-001" } } };
  const { sealed } = await db.answer.findFirstOrThrow({ where: of });
  await db.answer.updateMany({ where: of, data: { sealed: Uint8Array.of(9, 9) } });
  const out = join(home, "damaged");
  expect(await admin("--out", out, "--with-sealed-answers")).toMatchObject({ code: 0 });
  expect(await readFile(join(out, "sealed-answers.csv"), "utf8")).toMatch(/S6,unreadable,.*\n.*SAFETY,0,/);
  await db.answer.updateMany({ where: of, data: { sealed } });
});

test("asked for twice it replaces nothing, unless that is said; other people's files never", async () => {
  const out = join(home, "first");
  await writeFile(join(out, "programme.json"), "mine");
  expect(await admin("--out", out)).toMatchObject({
    code: 1,
    errors: expect.stringContaining("earlier export"),
  });
  expect(await readFile(join(out, "programme.json"), "utf8")).toBe("mine");
  await admin("--out", out, "--overwrite");
  expect(JSON.parse(await readFile(join(out, "programme.json"), "utf8"))).toMatchObject({
    people: 1,
    leftOut: 1,
  });
  const precious = join(home, "precious");
  await mkdir(precious);
  await writeFile(join(precious, "thesis.doc"), "years of work");
  expect(await admin("--out", precious, "--overwrite")).toMatchObject({
    code: 1,
    errors: expect.stringContaining("never replaced"),
  });
  expect(await readdir(precious)).toEqual(["thesis.doc"]);
  await writeFile(join(out, "figures.ods"), "made of it");
  expect(await admin("--out", out, "--overwrite")).toMatchObject({
    code: 1,
    errors: expect.stringContaining("never replaced"),
  });
  expect(await readFile(join(out, "figures.ods"), "utf8")).toBe("made of it");
  await rm(join(out, "figures.ods"));
  expect((await readdir(home)).filter((name) => /partial|replaced/.test(name))).toEqual([]);
});

test("one that fails leaves no half of itself, and the earlier one as it was", async () => {
  const out = join(home, "first");
  const before = await everything(out);
  const order = {
    url: town.world.database.url,
    directory: out,
    overwrite: true,
    instruments: loadInstruments(),
    release: "0",
  };
  const failing = exportProgramme({
    ...order,
    programmeId: 999,
    now: new Date(0),
    progress: () => undefined,
    record: async () => undefined,
    signal: new AbortController().signal,
  });
  await expect(failing).rejects.toThrow("no programme 999");
  expect(await everything(out)).toBe(before);
  expect(await readdir(home)).not.toContain("first.partial");
});

/** As a process of its own. */
function started(args: readonly string[]) {
  const all = { args: exportOf(args), env: environment(), cwd: home };
  const { child, ended } = runProgram("src/admin.ts", all);
  onTestFinished(() => void child.kill("SIGKILL"));
  return { send: (signal: NodeJS.Signals) => void child.kill(signal), code: ended };
}

function begun(args: readonly string[]) {
  const code = admin(...args).then((said) => said.code);
  return { send: (signal: NodeJS.Signals) => void process.emit(signal), code };
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "stopped by %s it leaves nothing readable behind, and is on record",
  async (signal) => {
    const { db, database } = town.world;
    const action = "export-with-sealed-answers";
    const before = await db.auditEvent.count({ where: { action } });
    const out = join(home, "stopped");
    const blocking = new Client({ connectionString: database.url });
    await blocking.connect();
    onTestFinished(async () => await blocking.end());
    // It comes as far as the last table.
    await blocking.query("BEGIN; LOCK TABLE consents IN ACCESS EXCLUSIVE MODE");
    const args = ["--out", out, "--with-sealed-answers"];
    // Once as it is for an operator: the handler is the same for all of them.
    const { send, code } = signal === "SIGHUP" ? started(args) : begun(args);
    await vi.waitFor(async () => expect(await readdir(`${out}.partial`)).toContain("consents.csv"), 60_000);
    expect(await db.auditEvent.count({ where: { action } })).toBe(before + 1);
    // Under npm it comes twice.
    send(signal);
    send(signal);
    expect(await code).toBe(1);
    expect((await readdir(home)).filter((name) => name.startsWith("stopped"))).toEqual([]);
  },
  120_000,
);

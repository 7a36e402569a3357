import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTransaction } from "../../src/db/client.ts";
import { may, type ParticipantStatus, policy, type Relation } from "../../src/domain/access.ts";
import { goAway } from "../../src/duty/go-away.ts";
import { enrolStaff } from "../../src/people/enrol-staff.ts";
import { identify } from "../../src/people/identify.ts";
import { foundProgramme } from "../../src/programme/found-programme.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import * as screens from "../../src/screens/callback-data.ts";
import { type Ids, matrix, type Row } from "../support/button-matrix.ts";
import { onRecord } from "../support/on-record.ts";
import { answers, buildTeam, enrol, linkFor, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const CODE = "BPN-731";

const buttons = Object.keys(screens).filter((name) => name.endsWith("Button"));

test("every button has its row", () => {
  const named = Object.keys(matrix).map((name) => name.replace(/,.*/, ""));
  expect([...new Set(named)].toSorted()).toEqual(buttons.toSorted());
});

let town: Town;
let team: Team;
let ids: Ids;
let victim: Phone;
let actors: Map<string, { readonly phone: Phone; readonly relations: readonly Relation[] | "stranger" }>;

beforeAll(async () => {
  town = await startTown();
  team = await buildTeam(town);
  const { db, clock, app } = town.world;
  const join = async (programmeId: number, role: "counselor" | "coordinator", name: string) => {
    const phone = town.phone(name);
    const make = { programmeId, role, name, actor: "operator" };
    const { token } = await inTransaction(db, async (tx) => await enrolStaff(tx, make, clock.now()));
    await town.does(phone.opensLink(linkFor(token)));
    return phone;
  };
  const wati = await join(team.programmeId, "counselor", "Wati");
  const fajar = await join(team.programmeId, "counselor", "Fajar");
  const lia = await join(team.programmeId, "counselor", "Lia");
  const elsewhere = await inTransaction(db, async (tx) =>
    foundProgramme(tx, { name: "Lain", zone: "Asia/Makassar", locale: "id" }, clock.now()),
  );
  const sari = await join(elsewhere, "counselor", "Sari");
  const tono = await join(elsewhere, "coordinator", "Tono");
  const citra = await enrol(town, team, { code: "BPN-002" });
  const locked = await enrol(town, team, { code: "BPN-003" });
  const gone = await enrol(town, team, { code: "BPN-004" });
  const foreign = await enrol(town, team, { code: "BPN-005" });
  await db.participant.update({ where: { telegramId: locked.id }, data: { status: "frozen" } });
  await db.participant.update({ where: { telegramId: gone.id }, data: { status: "withdrawn" } });
  await db.participant.update({
    where: { telegramId: foreign.id },
    data: { programmeId: elsewhere, counselorId: null, backupId: null },
  });

  victim = await enrol(town, team, { code: CODE });
  const { id: person } = await db.participant.findFirstOrThrow({ where: { code: CODE } });
  const staffId = async (phone: Phone) =>
    (await db.staff.findFirstOrThrow({ where: { telegramId: phone.id } })).id;
  // Fajar was the counselor once.
  for (const counselorId of [await staffId(fajar), team.ids.rina])
    await db.participant.update({ where: { id: person }, data: { counselorId } });
  await town.does(victim.sends("/cek"));
  await answers(town, victim, { S1: 4, S6: 3, S8: 4 });
  await town.does(victim.sends("Aku mau cerita."));
  await town.does(victim.taps("Kirim"));
  const rina = await identify(db, team.rina.id);
  if (rina.kind !== "staff") throw new Error("Rina is not staff");
  await goAway(app.deps, rina, { until: "2026-11-30", coverId: await staffId(wati) }, clock.now());
  await town.world.settle();
  const checkIn = await db.checkIn.findFirstOrThrow({ where: { participantId: person } });
  const alert = await db.alert.findFirstOrThrow({ where: { participantId: person } });
  const relay = await db.relayMessage.findFirstOrThrow({ where: { participantId: person } });
  ids = {
    person,
    checkIn: checkIn.id,
    alert: alert.id,
    relay: relay.id,
    counselor: team.ids.rina,
    backup: team.ids.agus,
  };
  const stranger = town.phone("stranger");
  await town.does(stranger.sends("/start"));
  actors = new Map([
    ["a counselor of the programme who has nothing to do with them", { phone: lia, relations: [] }],
    ["the counselor they once had", { phone: fajar, relations: [] }],
    ["a counselor of another programme", { phone: sari, relations: [] }],
    ["a coordinator of another programme", { phone: tono, relations: [] }],
    ["another participant", { phone: citra, relations: "stranger" }],
    ["a participant of another programme", { phone: foreign, relations: "stranger" }],
    ["a frozen participant", { phone: locked, relations: "stranger" }],
    ["a participant who has left", { phone: gone, relations: "stranger" }],
    ["a stranger", { phone: stranger, relations: "stranger" }],
    ["the backup", { phone: team.agus, relations: ["backup"] }],
    ["who stands in for the counselor", { phone: wati, relations: ["counselor-stand-in"] }],
    ["the counselor, away", { phone: team.rina, relations: ["counselor"] }],
    ["the coordinator", { phone: team.dewi, relations: ["coordinator"] }],
  ]);
});
afterAll(async () => await town.close());

/** Everything about the person and their programme, and about who is on the list and who looks after whom. */
async function rows(): Promise<string> {
  const [row] = await town.world.db.$queryRaw<{ all: string }[]>`SELECT concat_ws('|',
    (SELECT string_agg(t::text, ',' ORDER BY id) FROM staff t),
    (SELECT string_agg(t::text, ',' ORDER BY id) FROM invites t),
    (SELECT t::text FROM programmes t WHERE id = ${team.programmeId}),
    (SELECT string_agg(t::text, ',' ORDER BY t.id) FROM outbox t JOIN staff s ON s.id = t.staff_id
     WHERE s.programme_id = ${team.programmeId} AND t.kind LIKE 'summary%'),
    (SELECT string_agg(concat(id, code, counselor_id, backup_id), ',' ORDER BY id) FROM participants t),
    (SELECT t::text FROM participants t WHERE id = ${ids.person}),
    (SELECT string_agg(t::text, ',' ORDER BY id) FROM consents t WHERE participant_id = ${ids.person}),
    (SELECT string_agg(t::text, ',' ORDER BY id) FROM check_ins t WHERE participant_id = ${ids.person}),
    (SELECT string_agg(t::text, ',' ORDER BY question_id) FROM answers t WHERE check_in_id = ${ids.checkIn}),
    (SELECT string_agg(t::text, ',' ORDER BY id) FROM alerts t WHERE participant_id = ${ids.person}),
    (SELECT string_agg(t::text, ',' ORDER BY id) FROM alert_events t WHERE alert_id = ${ids.alert}),
    (SELECT string_agg(t::text, ',' ORDER BY id) FROM notes t),
    (SELECT string_agg(t::text, ',' ORDER BY id) FROM relay_messages t),
    (SELECT string_agg(t::text, ',' ORDER BY id) FROM outbox t WHERE relay_id = ${ids.relay} OR alert_id = ${ids.alert}),
    (SELECT string_agg(t::text, ',' ORDER BY id) FROM audit_events t WHERE subject = ${`participant:${ids.person}`})
  ) AS all`;
  return row?.all ?? "";
}

const screen = (phone: Phone) =>
  phone.sees().map((message) => JSON.stringify([message.text, message.caption, message.buttons]));
const toasts = (phone: Phone) => phone.answers().map(({ text }) => text ?? "");

interface Shown {
  readonly text: string;
  readonly answered: boolean;
}

/** What appears on the phones by this tap, made on all of them at once. */
async function tapped(phones: readonly Phone[], data: string): Promise<readonly Shown[]> {
  const before = phones.map((phone) => ({ seen: new Set(screen(phone)), toasts: toasts(phone).length }));
  await town.does(Promise.all(phones.map(async (phone) => await phone.tapsData(data))));
  return phones.map((phone, index) => {
    const news = toasts(phone).slice(before[index]?.toasts);
    const fresh = screen(phone).filter((text) => !before[index]?.seen.has(text));
    return { text: [...fresh, ...news].join("\n"), answered: news.length > 0 };
  });
}

const shown = async (phone: Phone, data: string) => (await tapped([phone], data))[0]?.text ?? "";

const isAllowed = (
  { action }: Row,
  relations: readonly Relation[] | "stranger",
  status: ParticipantStatus = "active",
): boolean => {
  if (action === "own" || relations === "stranger") return false;
  if (action === "desk") return relations.includes("coordinator");
  if (action === "nobody's") return relations.length > 0;
  return may(action, new Set(relations), status);
};
const namesAPerson = ({ action }: Row): boolean => action in policy;

/** What every command there is in `src/bot` is called. */
const commands = readdirSync("src/bot")
  .flatMap((file) => [
    ...readFileSync(`src/bot/${file}`, "utf8").matchAll(/\.command\(\s*(\[[^\]]*\]|"\w+")/g),
  ])
  .flatMap(([, names = ""]) => [...names.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name));

/** Sent from all phones at once: what appears on each. */
async function sent(phones: readonly Phone[], text: string): Promise<readonly string[]> {
  const before = phones.map((phone) => screen(phone).length);
  await town.does(Promise.all(phones.map(async (phone) => await phone.sends(text))));
  return phones.map((phone, index) => screen(phone).slice(before[index]).join("\n"));
}

/** What would leave nobody to go on with; each is on record by its own story. */
const changesForGood = /^(er:.*:yes|rl:.*:yes|ht:.*:yes|at:|ri:.*:yes|fz:.*:yes|aa:|fu:.*:came|pc:)/;

describe("commands", () => {
  test("whoever may not see somebody sees nothing of them by any command, and each is answered", async () => {
    expect(commands.length).toBeGreaterThan(10);
    const before = await rows();
    for (const command of new Set(commands)) {
      const others = [...actors].filter(
        ([, { relations }]) => relations === "stranger" || relations.length === 0,
      );
      const seen = await sent(
        others.map(([, { phone }]) => phone),
        `/${command}`,
      );
      for (const [index, [who]] of others.entries()) {
        expect(seen[index], `${who}: /${command}`).not.toMatch(new RegExp(`${CODE}|cerita`));
        expect(seen[index], `${who}: /${command}`).not.toBe("");
      }
    }
    expect((await rows()) === before, "no row changed").toBe(true);
    for (const { phone } of actors.values()) await phone.sends("/batal");
    await town.world.settle();
  });
});

describe("forged buttons", () => {
  test("whoever may not: no row changes, nothing of the person is shown, and the tap is answered", async () => {
    const before = await rows();
    for (const [name, row] of Object.entries(matrix)) {
      const denied = [...actors].filter(([, { relations }]) => !isAllowed(row, relations));
      for (const data of row.data(ids)) {
        const seen = await tapped(
          denied.map(([, { phone }]) => phone),
          data,
        );
        if (row.action !== "nobody's")
          expect((await rows()) === before, `${name} ${data} changed nothing`).toBe(true);
        for (const [index, [who, { relations }]] of denied.entries()) {
          const label = `${who}: ${name} ${data}`;
          expect(seen[index]?.text, label).not.toMatch(new RegExp(`${CODE}|cerita`));
          if (row.action !== "nobody's" && relations === "stranger")
            expect(seen[index]?.text, label).not.toContain("Rina");
          expect(seen[index]?.answered, label).toBe(true);
        }
      }
    }
  });

  test.each(["frozen", "withdrawn"] as const)(
    "of somebody who is %s nobody sees or changes more than the table allows",
    async (status) => {
      const { db } = town.world;
      await db.participant.update({ where: { id: ids.person }, data: { status } });
      const before = await rows();
      // Of those who are no staff one is enough: they are refused before anybody asks how the person stands.
      const some = [...actors].filter(
        ([who, { relations }]) => relations !== "stranger" || who === "another participant",
      );
      for (const [name, row] of Object.entries(matrix).filter(([, each]) => namesAPerson(each))) {
        const denied = some.filter(([, { relations }]) => !isAllowed(row, relations, status));
        for (const data of row.data(ids)) {
          const seen = await tapped(
            denied.map(([, { phone }]) => phone),
            data,
          );
          expect((await rows()) === before, `${name} ${data} changed nothing`).toBe(true);
          for (const [index, [who]] of denied.entries()) {
            expect(seen[index]?.text, `${who}: ${name} ${data}`).not.toMatch(new RegExp(`${CODE}|cerita`));
            expect(seen[index]?.answered, `${who}: ${name} ${data}`).toBe(true);
          }
        }
      }
      await db.participant.update({ where: { id: ids.person }, data: { status: "active" } });
    },
  );

  test("every page there is opens for a coordinator or for a participant", async () => {
    const { dewi } = team;
    for (const page of screens.pages) {
      const seen = await tapped([dewi, victim], screens.pageButton.pack({ page }));
      const opened = seen.filter(({ text }) => !text.includes("Tombol ini sudah tidak berlaku"));
      expect(opened.length, page).toBeGreaterThan(0);
    }
    await town.does(dewi.sends("/batal"));
  });

  test("whoever once closed an alert does nothing with it for that reason", async () => {
    const { db } = town.world;
    const former = actors.get("the counselor they once had")?.phone;
    if (!former) throw new Error("nobody");
    const { id: holderId } = await db.staff.findFirstOrThrow({ where: { telegramId: former.id } });
    const { holderId: before, ...alert } = await db.alert.findUniqueOrThrow({ where: { id: ids.alert } });
    const { state, contactedAt, closedAt } = alert;
    const now = town.world.clock.now();
    const closed = { state: "closed", holderId, contactedAt: now, closedAt: now } as const;
    await db.alert.update({ where: { id: ids.alert }, data: closed });
    const asClosed = await rows();
    for (const [name, row] of Object.entries(matrix).filter(([, { action }]) => action === "handle-alert"))
      for (const data of row.data(ids))
        expect(await shown(former, data), `${name} ${data}`).not.toContain(CODE);
    expect((await rows()) === asClosed, "no row changed").toBe(true);
    const asBefore = { state, holderId: before, contactedAt, closedAt };
    await db.alert.update({ where: { id: ids.alert }, data: asBefore });
  });

  test.each([
    ["who stands in for the counselor", ["cp", "ca-answers", "am", "al"]],
    ["the counselor, away", ["cp", "ca-answers", "al"]],
    ["the backup", ["al", "rw"]],
    ["the coordinator", ["pp", "lg", "al"]],
  ])("%s sees what is theirs", async (who, expected) => {
    const phone = actors.get(who)?.phone;
    if (!phone) throw new Error(who);
    const data: Readonly<Record<string, string>> = {
      cp: `cp:${ids.person}`,
      "ca-answers": `ca:${ids.person}:answers`,
      am: `am:${ids.checkIn}`,
      al: `al:${ids.alert}`,
      rw: `rw:${ids.person}:0`,
      pp: `pp:${ids.person}`,
      lg: `lg:2026-11-23:${ids.person}:0`,
    };
    for (const each of expected) expect(await shown(phone, data[each] ?? ""), each).toContain(CODE);
  });

  test("whatever shows a member of staff somebody's code, or changes something of them, is on record", async () => {
    const { db } = town.world;
    const unrecorded: string[] = [];
    // "rw" only says to whom one is about to write, "fz" and "ri" whom one is about to lock or link; what follows is on record.
    const recorded = async (actor: string) => await db.auditEvent.count({ where: { actor } });
    const staff = await Promise.all(
      [...actors].map(async ([who, { phone, relations }]) => {
        const person = await db.staff.findUnique({ where: { telegramId: phone.id } });
        const actor = `staff:${person?.id}`;
        return { who, phone, relations, actor, count: await recorded(actor) };
      }),
    );
    const bare = async () =>
      (await rows()).replace(/\|[^|]*$/, "").replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^,)]*/g, "");
    let before = await bare();
    for (const [name, row] of Object.entries(matrix))
      for (const data of row
        .data(ids)
        .filter((each) => !changesForGood.test(each) && !/^(rw:|(fz|ri):.*:ask)/.test(each)))
        for (const tapper of staff) {
          const { who, phone, relations, actor, count } = tapper;
          if (relations === "stranger" || !isAllowed(row, relations)) continue;
          const seen = await shown(phone, data);
          const after = await bare();
          tapper.count = await recorded(actor);
          const touched = seen.includes(CODE) || after !== before;
          if (touched && tapper.count === count) unrecorded.push(`${who}: ${name} ${data}`);
          before = after;
          if ((await db.conversationState.count({ where: { key: String(phone.id) } })) > 0)
            await town.does(phone.sends("/batal"));
        }
    expect(unrecorded).toEqual([]);
  });

  test("of somebody who has left nothing is read, and nobody can freeze them back", async () => {
    const { db } = town.world;
    await db.participant.update({ where: { id: ids.person }, data: { status: "withdrawn" } });
    for (const phone of [team.rina, team.dewi]) {
      await shown(phone, `fz:${ids.person}:yes`);
      expect((await db.participant.findUniqueOrThrow({ where: { id: ids.person } })).status).toBe(
        "withdrawn",
      );
    }
    for (const what of ["picture", "answers", "notes", "alerts", "plan"])
      expect(await shown(team.rina, `ca:${ids.person}:${what}`), what).not.toContain(CODE);
    await db.participant.update({ where: { id: ids.person }, data: { status: "active" } });
  });

  test("who has left and looks in by /start stays unread, and a lock unlinks the account", async () => {
    const { db } = town.world;
    const { rina, dewi } = team;
    await town.does(victim.sends("/berhenti"));
    await town.does(victim.taps("Ya"));
    await town.does(victim.sends("/start"));
    expect(victim.lastText()).toContain("Pilih bahasa");
    const row = async () => await db.participant.findUniqueOrThrow({ where: { id: ids.person } });
    expect((await row()).status).toBe("consenting");
    for (const what of ["picture", "answers", "notes", "alerts", "plan"])
      expect(await shown(rina, `ca:${ids.person}:${what}`), what).not.toContain(CODE);
    expect(await shown(rina, `am:${ids.checkIn}`)).not.toContain(CODE);
    await db.alert.updateMany({ where: { id: ids.alert }, data: { state: "closed", closedAt: new Date(0) } });
    // That they are being asked again, and not what today was like.
    const [line] = (await shown(rina, "cl:0")).match(/[^"]*BPN-731[^"]*/) ?? [];
    expect(line).toBe("⚪ BPN-731 · sedang mendaftar");
    const page = await shown(rina, `cp:${ids.person}`);
    expect(page).toContain("sedang mendaftar");
    expect(page).not.toContain("Jawaban");
    await shown(dewi, `fz:${ids.person}:yes`);
    expect(await row()).toMatchObject({ status: "consenting", telegramId: null });
    const unlinked = { action: "unlink", subject: `participant:${ids.person}` };
    expect(await onRecord(town, unlinked)).toEqual([`staff:${team.ids.dewi} unlink`]);
    expect(await shown(rina, `ca:${ids.person}:answers`)).not.toContain(CODE);
  });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { loadInstruments } from "../../src/instruments/index.ts";
import { setNickname } from "../../src/own-data/profile.ts";
import { inviteColleague } from "../../src/people/enrol-staff.ts";
import { writePart } from "../../src/plan/write-part.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import {
  alertWayOutButton,
  lapseButton,
  openAlertButton,
  ownButton,
  planPartButton,
  releaseButton,
  reviewButton,
} from "../../src/screens/callback-data.ts";
import { FORBIDDEN } from "../support/forbidden.ts";
import { answers, buildTeam, enrol, linkFor, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const NICKNAME = "Bujang Merpati";
const PEOPLE = "Mas Joko, warung depan";
const LATE_WORDS = "nanti malam aku telepon";
const LATE_ANSWER = "jam delapan, ya";
const OWN_WORDS = ["halo, ini aku", "pelan-pelan saja"] as const;

let town: Town;
let team: Team;
let bayu: Phone;
let citra: Phone;
let dodi: Phone;

/** A week with everything in it that makes the bot write. */
beforeAll(async () => {
  town = await startTown();
  const { db, clock } = town.world;
  team = await buildTeam(town);
  const { rina, dewi } = team;
  bayu = await enrol(town, team, { code: "BPN-071", hour: "12:00" });
  citra = await enrol(town, team, { code: "BPN-072", hour: "12:00", language: "English" });
  dodi = await enrol(town, team, { code: "BPN-073", hour: "12:00" });
  const { id } = await db.participant.findFirstOrThrow({ where: { code: "BPN-071" } });
  expect(await setNickname(town.world.app.deps, id, NICKNAME, clock.now())).toBe("set");
  await town.world.advanceTo(new Date("2026-11-23T12:00:00+08:00"));
  await town.does(bayu.taps("Siap"));
  await answers(town, bayu, { S8: 4, S6: 4, C1: 0 }, 3);
  await town.does(bayu.taps("Perbaiki jawaban"));
  await looksAt(id, "S3");
  await town.does(bayu.taps("4"));
  await town.does(citra.taps("Ready"));
  // Citra stops half-way; the day ends without her.
  await town.does(citra.taps("3"));
  await town.does(citra.taps("2"));
  // Dodi, who is asked whether he has used, wants to know why somebody was told, and leaves that open.
  await db.checkIn.updateMany({ where: { participant: { code: "BPN-073" } }, data: { s6Form: "reporting" } });
  await town.does(dodi.taps("Siap"));
  await answers(town, dodi, { S8: 4, S6: 4, C1: 0 }, 3);
  await town.does(dodi.taps("Cocok"));
  await town.does(dodi.taps("Kenapa ada yang dikabari?"));
  // Bayu looks at a question again, and puts the phone away.
  await town.world.advance({ minutes: 11 });
  await looksAt(id, "S5");
  await town.does(rina.taps("Lihat"));
  await town.does(rina.taps("Saya tangani"));
  await town.does(bayu.sends(OWN_WORDS[0]));
  await town.does(bayu.taps("Kirim"));
  await town.does(rina.taps("Baca"));
  await town.does(rina.sends("/menu"));
  await town.does(rina.taps("Pesertaku"));
  for (const action of ["picture", "answers", "alerts", "notes", "quiet", "add-note"])
    await town.does(rina.tapsData(`ca:${id}:${action}`));
  await town.does(rina.sends(OWN_WORDS[1]));
  await town.does(dewi.sends("/menu"));
  await town.does(dewi.taps("Peserta"));
  await town.does(dewi.taps("BPN-071"));
  // Dodi opens his check-in again, leaves it, and wants to know once more, from the menu.
  await town.does(dodi.sends("/cek"));
  await town.does(dodi.sends("/menu"));
  await town.does(dodi.taps("🌱"));
  await town.does(dodi.taps("Kenapa ada yang dikabari?"));
  // All stay silent for days, with nudges and misses; then nothing is due but the weekly summary.
  await town.world.advanceTo(new Date("2026-11-26T08:00:00+08:00"));
  await db.participant.updateMany({ data: { nextPromptAt: null } });
  const due = { escalateAt: null, contactDueAt: null, askBackAt: null, followUpAt: null };
  await db.alert.updateMany({ data: due });
  clock.moveTo(new Date("2026-11-30T07:59:00+08:00"));
  await town.world.advanceTo(new Date("2026-11-30T08:05:00+08:00"));
  // Citra calls for help, is asked back, takes a break, and has her data sent.
  await town.does(citra.sends("/bantuan"));
  await town.world.advance({ minutes: 31 });
  await town.does(citra.sends("/jeda"));
  await town.does(citra.taps("3 days"));
  await town.does(citra.tapsData(ownButton.pack({ action: "export" })));
  await town.does(dewi.sends("/menu"));
  await town.does(dewi.taps("Ringkasan minggu"));
});
afterAll(async () => await town.close());

/** Bayu, at one question of the check-in. */
async function looksAt(participantId: number, question: string): Promise<void> {
  const { id, messageId } = await town.world.db.checkIn.findFirstOrThrow({ where: { participantId } });
  await town.does(bayu.tapsData(`q:${id}:${question}`, messageId ?? 0));
}

async function bayuNamesPeople(): Promise<{ readonly id: number }> {
  const { app, db, clock } = town.world;
  const { id } = await db.participant.findFirstOrThrow({ where: { code: "BPN-071" } });
  const part = { participantId: id, part: "people", typed: PEOPLE, mode: "instead" } as const;
  await writePart(app.deps, part, clock.now());
  return { id };
}

const words = ({ text, caption }: { readonly text?: string; readonly caption?: string }) =>
  text ?? caption ?? "";

const since = (phone: Phone, before: number) =>
  phone.sees().filter(({ messageId, from: { isBot } }) => isBot && messageId > before);

test("no answer and no question is left in a participant's chat, after corrections and days of silence", () => {
  const instruments = [...loadInstruments().values()];
  for (const [phone, locale] of [
    [bayu, "id"],
    [citra, "en"],
    [dodi, "id"],
  ] as const) {
    const seen = phone.sees();
    expect(seen.length).toBeGreaterThan(3);
    for (const instrument of instruments)
      for (const { name, text, choices } of [...instrument.questions, instrument.safety]) {
        expect(seen.filter((message) => words(message).includes(text[locale]))).toEqual([]);
        // As in the reasons of an alert.
        const told = choices.map(({ value }) => `${name[locale]} ${value}`);
        expect(seen.filter((message) => told.some((one) => words(message).includes(one)))).toEqual([]);
        const labels = new Set(choices.map(({ value, label }) => `${value} ${label[locale]}`));
        expect(
          seen.flatMap(({ buttons }) => buttons.flat()).filter(({ label }) => labels.has(label)),
        ).toEqual([]);
      }
    expect(seen.filter((message) => /Latihan|Practice/.test(words(message)))).toEqual([]);
    // Below a check-in the way on after a lapse says that use was reported; help offers it to everybody.
    const carries = (message: (typeof seen)[number], button: { unpack(data: string): unknown }) =>
      message.buttons.flat().some(({ data = "" }) => button.unpack(data) !== undefined);
    const ends = seen.filter((message) => carries(message, reviewButton));
    expect(ends.filter((message) => carries(message, lapseButton)).map(words)).toEqual([]);
  }
});

test("whatever names a participant on a phone of staff can be neither forwarded nor saved", () => {
  for (const phone of [team.rina, team.agus, team.dewi]) {
    const open = phone.sees().filter(({ protectContent, from }) => from.isBot && !protectContent);
    // The link and its picture are made to be handed over.
    const named = open.filter((message) => /BPN-\d+/.test(words(message)) || message.media !== undefined);
    expect(named.map(words).filter((text) => !text.includes("t.me/"))).toEqual([]);
  }
  expect(team.rina.sees().filter(({ protectContent }) => protectContent).length).toBeGreaterThan(8);
});

test("every message that left unasked was safe on a lock screen", async () => {
  const left = await town.world.db.outboxMessage.findMany({
    where: { state: "sent", messageId: { not: null } },
  });
  const sent = town.world.telegram.calls().flatMap(({ params, outcome }) => {
    if (outcome?.ok !== true) return [];
    const { message_id: messageId } = outcome.result as { message_id?: number };
    return [{ chat: String(params.chat_id), messageId, text: String(params.text ?? params.caption ?? "") }];
  });
  const accounts = new Map<string, string>(
    [
      ...(await town.world.db.staff.findMany()).map(
        ({ id, telegramId }) => [`staff:${id}`, telegramId] as const,
      ),
      ...(await town.world.db.participant.findMany()).map(
        ({ id, telegramId }) => [`participant:${id}`, telegramId] as const,
      ),
    ].map(([who, telegramId]) => [who, String(telegramId)] as const),
  );
  const signs = [...loadInstruments().values()].flatMap(({ questions }) =>
    questions.filter(({ kind }) => kind === "sign").flatMap(({ name }) => [name.id, name.en]),
  );
  const kinds = new Set<string>();
  for (const { kind, staffId, participantId, messageId, intendedAt, sentAt } of left) {
    const chat = accounts.get(staffId === null ? `participant:${participantId}` : `staff:${staffId}`);
    const message = sent.find((call) => call.chat === chat && call.messageId === messageId);
    expect(message, kind).toBeDefined();
    kinds.add(kind);
    // Somebody's own words: only while the chat is open, in which they were just asked for.
    if (kind === "relay-content") {
      expect((sentAt?.getTime() ?? Infinity) - intendedAt.getTime()).toBeLessThanOrEqual(60_000);
      continue;
    }
    const shown = kind === "summary" ? (message?.text.split("\n")[0] ?? "") : (message?.text ?? "");
    expect(`${kind}: ${shown}`).not.toMatch(FORBIDDEN);
    for (const own of [NICKNAME, ...OWN_WORDS, ...signs])
      expect(shown.toLowerCase(), kind).not.toContain(own.toLowerCase());
  }
  expect([...kinds].toSorted()).toEqual([
    ...["alert", "alert-update", "ask-back", "closing", "export-json", "export-page", "notice", "nudge"],
    ...["numbers-again", "prompt", "relay", "relay-content", "relay-status"],
    ...["summary", "summary-picture", "summary-workbook"],
  ]);
});

test("metrics count the week and name nobody in it", async () => {
  const { app, db } = town.world;
  const metrics = await (await fetch(`http://127.0.0.1:${app.port}/metrics`)).text();
  expect(metrics).toMatch(/^teman_pulih_deliveries_total\{outcome="sent"\} [1-9]/m);
  const participants = await db.participant.findMany();
  const staff = await db.staff.findMany();
  const names = [
    ...[...participants, ...staff].map(({ telegramId }) => String(telegramId)),
    ...[...participants.map(({ code }) => code), ...staff.map(({ name }) => name)],
    ...[NICKNAME, bayu.name, citra.name, dodi.name],
  ];
  expect(names.filter((name) => metrics.includes(name))).toEqual([]);
});

test("what was asked for before an outage comes after it without anything private: one tap further", async () => {
  const { telegram } = town.world;
  const { dewi } = team;
  await bayuNamesPeople();
  const before = bayu.sees().at(-1)?.messageId ?? 0;
  const lit = dewi.notifications().length;
  for (const phone of [bayu, dewi]) telegram.hold(phone.id);
  for (const command of ["/cek", "/rencana", "/kunci", "/bantuan"]) await bayu.sends(command);
  await dewi.sends("/catatan");
  await town.world.advance({ minutes: 20 });
  for (const phone of [bayu, dewi]) await town.does(Promise.resolve(telegram.release(phone.id, "as-sent")));
  const onHers = dewi.notifications().slice(lit);
  expect(onHers.filter((shown) => shown.startsWith("Catatan kirim"))).toEqual([]);
  expect(onHers.filter((shown) => shown.startsWith("Halo Dewi"))).toHaveLength(1);
  const [late = [], help = []] = [true, false].map((isMenu) =>
    since(bayu, before).filter((message) => (words(message) === "Mau apa?") === isMenu),
  );
  expect(late).toHaveLength(3);
  // The numbers come all the same, without what Bayu wrote himself.
  const [first, told] = help.map(words);
  expect(first).toMatch(/0812-3456-7890[\s\S]*Siapa yang bisa menemanimu/);
  expect(`${first}${told}`).not.toContain(PEOPLE);
  expect(help[0]?.buttons.flat().map(({ label }) => label)).toContain("🧭 Rencanaku");
  // In whatever order they came: none waits for another.
  const offers = (label: string) =>
    late.find(({ buttons }) => buttons.flat().some((button) => button.label === label))?.messageId ?? 0;
  await town.does(bayu.tapsOn(offers("🧭 Rencanaku"), "🧭 Rencanaku"));
  expect(bayu.lastText()).toContain("🧭 Rencanaku\n");
  await town.does(bayu.tapsOn(offers("📝 Cek harian sekarang"), "📝 Cek harian sekarang"));
  expect(bayu.lastText()).toContain("Pertanyaan 1 dari 13");
});

test("what was tapped before an outage shows nothing private after it either: one tap further", async () => {
  const { telegram, db } = town.world;
  const { rina, dewi } = team;
  const newest = (phone: Phone, begin: string) =>
    phone.sees().findLast((message) => words(message).startsWith(begin))?.messageId ?? 0;
  const { id } = await bayuNamesPeople();
  await town.does(bayu.sends("/menu"));
  const menu = newest(bayu, `Hai ${NICKNAME}`);
  await town.does(bayu.tapsOn(menu, "🆘"));
  // In time: whom he named himself stands there before he has read the rest.
  expect(since(bayu, menu).filter((message) => words(message).includes(PEOPLE))).toHaveLength(1);
  const help = newest(bayu, "Kamu tidak sendiri");
  await town.does(bayu.sends(LATE_WORDS));
  await town.does(bayu.taps("Kirim"));
  const line = newest(rina, "Pesan dari BPN-071");
  await town.does(rina.sends(LATE_ANSWER, { replyTo: line }));
  for (const phone of [rina, dewi]) await town.does(phone.sends("/menu"));
  const [herMenu, deskMenu] = [newest(rina, "Halo Rina"), newest(dewi, "Halo Dewi")];
  const opened = await db.outboxMessage.count({ where: { kind: "relay-content" } });
  const looks = { action: { in: ["read-case", "read-month", "read-desk"] } };
  const looked = await db.auditEvent.count({ where: looks });
  const dialogues = await db.conversationState.count();
  const there = bayu.sees().at(-1)?.messageId ?? 0;
  const phones = [bayu, rina, dewi];
  const lit = phones.map((phone) => phone.notifications().length);
  for (const phone of phones) telegram.hold(phone.id);
  await bayu.tapsOn(help, "🧭 Rencanaku");
  await bayu.tapsOn(menu, "📝 Cek harian sekarang");
  await bayu.tapsOn(menu, "🆘");
  await bayu.tapsOn(help, "Aku terlanjur");
  for (const action of ["nickname", "release", "lock-word"] as const)
    await bayu.tapsData(ownButton.pack({ action }), menu);
  await bayu.tapsData(planPartButton.pack({ part: "people", action: "below" }), menu);
  await bayu.tapsOn(newest(bayu, "Ada pesan dari Rina"), "Baca");
  await bayu.tapsData(ownButton.pack({ action: "picture" }));
  for (const action of ["picture", "add-note"]) await rina.tapsData(`ca:${id}:${action}`, herMenu);
  await dewi.tapsData(releaseButton.pack({ participantId: id }), deskMenu);
  await rina.tapsData(alertWayOutButton.pack({ participantId: id }));
  // Nothing comes, and she taps again.
  for (const _ of ["once", "again"]) await rina.tapsOn(line, "Baca");
  await town.world.advance({ minutes: 20 });
  for (const phone of phones) await town.does(Promise.resolve(telegram.release(phone.id, "as-sent")));

  const shown = phones.map((phone, at) => phone.notifications().slice(lit[at]));
  const [onHis = [], onHers = []] = shown;
  const told =
    /Pertanyaan \d+ dari|🧭 Rencanaku\n|bukan akhir|takaran|nama panggilan|bebas|kata rahasia|catatan/i;
  expect(shown.flat().filter((words) => told.test(words))).toEqual([]);
  expect(since(bayu, there).filter((message) => words(message).includes("bukan akhir"))).toEqual([]);
  expect(await db.conversationState.count()).toBe(dialogues);
  expect(await db.auditEvent.count({ where: looks })).toBe(looked);
  expect(onHis.filter((shown) => shown === "Mau apa?")).toHaveLength(2);
  // The numbers come all the same.
  expect(onHis.join("\n")).toMatch(/0812-3456-7890[\s\S]*Siapa yang bisa menemanimu/);
  for (const own of [PEOPLE, LATE_ANSWER]) expect(onHis.join("\n")).not.toContain(own);
  expect(onHis.filter((shown) => shown === "Ada pesan dari Rina")).toHaveLength(1);
  expect(since(bayu, there).filter((message) => words(message).includes(PEOPLE))).toEqual([]);
  expect(onHers.join("\n")).not.toContain(LATE_WORDS);
  expect(onHers.filter((shown) => shown.startsWith("BPN-071"))).toEqual([]);
  expect(onHers.filter((shown) => shown.startsWith("Halo Rina"))).toHaveLength(1);
  expect([...onHis, ...onHers].filter((shown) => shown.includes("Photo"))).toEqual([]);
  expect(onHers.filter((shown) => shown === "Pesan dari BPN-071")).toHaveLength(1);
  expect(await db.outboxMessage.count({ where: { kind: "relay-content" } })).toBe(opened);
  // That he has used is told all the same.
  const { id: alertId } = await db.alert.findFirstOrThrow({
    where: { participantId: id, state: { not: "closed" } },
  });
  await town.does(rina.tapsData(openAlertButton.pack({ alertId }), herMenu));
  expect(words(rina.sees().find(({ messageId }) => messageId === herMenu) ?? {})).toContain("terlanjur");
  await town.does(rina.tapsOn(newest(rina, "Pesan dari BPN-071"), "Baca"));
  expect(rina.lastText()).toBe(LATE_WORDS);
  await town.does(bayu.tapsOn(newest(bayu, "Ada pesan dari Rina"), "Baca"));
  expect(bayu.lastText()).toBe(LATE_ANSWER);
});

test("a dialogue that nobody goes on with is forgotten", async () => {
  const { db } = town.world;
  await town.does(bayu.sends("/menu"));
  await town.does(bayu.taps("🔒"));
  await town.does(bayu.taps("Perbaiki"));
  await town.does(bayu.taps("Panggilan"));
  expect(await db.conversationState.count()).toBe(1);
  await town.world.advance({ hours: 3 });
  expect(await db.conversationState.count()).toBe(0);
});

test("participants and staff have different commands beside the text field", async () => {
  const { app, clock } = town.world;
  const colleague = { role: "counselor", name: "Ayu" } as const;
  const { token } = await inviteColleague(app.deps, team.coordinator, colleague, clock.now());
  const ayu = town.phone("Ayu");
  await town.does(ayu.opensLink(linkFor(token)));
  const names = (phone: Phone) => phone.commands().map(({ command }) => command);
  const own = ["rencana", "langkah", "darurat", "jam", "jeda", "kunci", "berhenti"];
  expect(names(bayu)).toEqual(["cek", "menu", "bantuan", ...own]);
  expect(names(ayu)).toEqual(["menu", "batal"]);
  for (const phone of [bayu, citra, ayu])
    for (const { command, description } of phone.commands())
      expect(`${command} ${description}`).not.toMatch(new RegExp(`${FORBIDDEN.source}|overdos`, "i"));
});

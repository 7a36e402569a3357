import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { addDays, type LocalDay } from "../../../domain/calendar.ts";
import type { Phone } from "../../telegram/phone.ts";
import { type Stage, setStage } from "./stage.ts";
import { createTranscript, type Transcript } from "./transcript.ts";

const MONDAY: LocalDay = "2026-11-23";
const day = (number: number): LocalDay => addDays(MONDAY, number);
const EVENING = "19:30";
const NOON = "12:00";

interface Company {
  readonly stage: Stage;
  readonly transcript: Transcript;
  readonly dataDir: string;
  readonly dewi: Phone;
  readonly rina: Phone;
  readonly agus: Phone;
  readonly one: Phone;
  readonly two: Phone;
  readonly three: Phone;
}

/**
 * Two weeks of a small programme, from the first link to the second Monday's summary, on the real app and
 * the local Telegram. Checks what it shows.
 * @throws {NotAsExpected} at the first thing that does not happen
 */
export async function playFortnight({
  dataDir,
  out,
  signal,
}: {
  readonly dataDir: string;
  readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly signal: AbortSignal;
}): Promise<void> {
  const transcript = createTranscript(out);
  const stage = await setStage(transcript, { begins: { day: MONDAY, time: "09:00" }, signal });
  try {
    const names = ["Dewi", "Rina", "Agus", "BPN-001", "BPN-002", "BPN-003"] as const;
    const [dewi, rina, agus, one, two, three] = names.map((name) => stage.phone(name));
    if (!dewi || !rina || !agus || !one || !two || !three) throw new Error("not everybody is here");
    const company: Company = { stage, transcript, dataDir, dewi, rina, agus, one, two, three };
    for (const act of [
      beginning,
      firstDays,
      strongDay,
      silence,
      ownPlan,
      firstMonday,
      helpAtNight,
      conversation,
      secondMonday,
      otherRules,
      leaving,
      handOver,
    ])
      await act(company);
    transcript.heading("The end");
    const { db } = stage.world;
    const [checkIns, alerts] = [await db.checkIn.count(), await db.alert.count()];
    transcript.note(
      `A fortnight with ${checkIns} check-ins and ${alerts} alerts; all ${stage.checks} expectations held.`,
    );
  } finally {
    await stage.close();
  }
}

async function beginning({ stage, transcript, dewi, rina, agus, one, two, three }: Company): Promise<void> {
  transcript.heading("Dewi becomes the coordinator, tries the numbers and invites her team");
  await stage.does(dewi, "opens the link that the first start logged", () => dewi.opensLink(stage.firstLink));
  await stage.types(dewi, "/menu");
  await stage.taps(dewi, "➕ Undang peserta");
  stage.expects(
    "no participant can be invited before a person's and a 24-hour number were tried",
    shows(dewi, "Belum ada nomor orang yang sudah dicoba"),
  );
  await stage.quietly(async () => {
    await stage.taps(dewi, "➕ Tambah nomor orang");
    for (const text of ["Bu Dewi", "0812-0000-0000"]) await stage.types(dewi, text);
    await stage.taps(dewi, "24 jam");
    await stage.types(dewi, "/menu");
    await stage.taps(dewi, "Nomor bantuan");
    await stage.taps(dewi, "✔ Bu Dewi sudah dicoba");
    const emergency = dewi
      .sees()
      .at(-1)
      ?.buttons.flat()
      .find(({ label }) => label.includes("sudah dicoba") && !label.includes("Bu Dewi"));
    await stage.taps(dewi, emergency?.label ?? "112");
  });
  stage.expects("with two tried numbers she can", !shows(dewi, "⚠️"));

  for (const [index, counselor] of [rina, agus].entries()) {
    const invite = async () => {
      await stage.types(dewi, "/menu");
      await stage.taps(dewi, "➕ Pendamping");
      await stage.types(dewi, counselor.name);
    };
    await (index === 0 ? invite() : stage.quietly(invite));
    await stage.does(counselor, "opens the invitation", () => counselor.opensLink(invitationOf(dewi)));
    stage.expects(`${counselor.name} is linked`, shows(counselor, `Halo ${counselor.name}`));
  }

  transcript.heading("Three people who were released get their links");
  for (const [index, person] of [one, two, three].entries()) {
    const join = async () => {
      await stage.types(dewi, "/menu");
      await stage.taps(dewi, "➕ Undang peserta");
      for (const label of [person.name, "Rina", "Agus", "Hari ini"]) await stage.taps(dewi, label);
      await enrol(stage, person, invitationOf(dewi), person === three ? NOON : EVENING);
    };
    await (index === 0 ? join() : stage.quietly(join));
    stage.expects(
      `${person.name} agreed, chose an hour and practised`,
      shows(person, "Cek pertamamu datang"),
    );
  }
  stage.expects("the practice left no answer behind", (await stage.world.db.answer.count()) === 0);
}

async function firstDays({ stage, transcript, one, two, three }: Company): Promise<void> {
  transcript.heading("The first evening: the prompt comes at everybody's own hour");
  await stage.until(day(0), NOON);
  await stage.answers(three, { S5: 1, S7: 2 });
  await stage.until(day(0), EVENING);
  stage.expects(
    "the prompt says nothing on a lock screen",
    one.notifications().at(-1) === "Hai, waktunya cek harian 🙂 Siap?",
  );
  await stage.answers(one, { S1: 1, S2: 1, S5: 2 });
  stage.expects("it ends on a strength, never on a number", shows(one, "cek harian selesai ✔"));
  await stage.quietly(async () => await stage.answers(two, { S3: 1 }));
}

async function strongDay({ stage, transcript, one, two, three, rina, agus }: Company): Promise<void> {
  transcript.heading("A strong day: great craving, little confidence");
  await stage.quietly(async () => {
    await stage.until(day(1), NOON);
    await stage.answers(three, { S5: 2 });
  });
  await stage.until(day(1), EVENING);
  await stage.quietly(async () => await stage.answers(two, { S2: 1 }));
  await stage.answers(one, { S1: 3, S3: 2, S8: 4, S6: "skipped", C1: 1 });
  stage.expects("BPN-001 is told who knows, truthfully", shows(one, "Rina sudah dikabari"));
  stage.expects(
    "Rina has it at once, with nothing on the lock screen but a code",
    rina.notifications().at(-1) === "1 hal perlu dilihat · BPN-001",
  );
  await stage.taps(rina, "Lihat");
  stage.expects("rule R2 stands there in words", shows(rina, "R2 — dorongan sangat kuat"));
  await stage.taps(rina, "Saya tangani");
  await stage.until(day(1), "20:05");
  await stage.taps(rina, "Sudah bicara");
  await stage.taps(rina, "Cukup bicara");
  stage.expects("the alert is closed with its outcome", shows(rina, "Sudah bicara (Rina"));
  stage.expects("Agus was not bothered", !shows(agus, "BPN-001"));
}

async function silence({ stage, transcript, one, two, three, rina, agus }: Company): Promise<void> {
  transcript.heading("BPN-003 goes quiet for two days");
  for (const number of [2, 3]) {
    await stage.until(day(number), "18:30");
    if (number === 2)
      stage.expects(
        "two nudges in different words, then no more",
        three.notifications().filter((text) => /masih menunggu|Masih sempat/.test(text)).length === 2,
      );
    await stage.quietly(async () => {
      await stage.until(day(number), EVENING);
      for (const person of [one, two]) await stage.answers(person, { S1: 1, S7: number - 1 });
    });
  }
  await stage.until(day(4), "06:59");
  const pushes = () =>
    rina.notifications().filter((text) => text.startsWith("1 hal perlu dilihat · BPN-003")).length;
  stage.expects("after two missed days nobody is woken at night", pushes() === 0);
  await stage.until(day(4), "07:00");
  stage.expects("at seven Rina knows", pushes() === 1);
  await stage.taps(rina, "Lihat");
  stage.expects("rule O5 counts the days", shows(rina, "O5 — 2 cek berturut-turut tanpa jawaban"));
  await stage.taps(rina, "Saya tangani");
  await stage.taps(rina, "Tidak tersambung");
  await stage.until(day(4), "11:01");
  stage.expects("not reached: after four hours it is back", pushes() === 2);
  await stage.until(day(4), NOON);
  await stage.answers(three, { S3: 2, S5: 3 });
  await stage.taps(rina, "Lihat");
  await stage.taps(rina, "Sudah bicara");
  await stage.taps(rina, "Cukup bicara");
  stage.expects("Rina has it done before it goes on to Agus", !shows(agus, "BPN-003"));

  transcript.heading("BPN-002 takes a break");
  await stage.types(two, "/jeda");
  await stage.taps(two, "3 hari");
  stage.expects(
    "the counselor is told of the break",
    rina.notifications().at(-1)?.includes("BPN-002") ?? false,
  );
  const prompts = two.notifications().length;
  await stage.quietly(async () => {
    for (const number of [4, 5, 6]) {
      await stage.until(day(number), EVENING);
      await stage.answers(one, { S1: 1 });
      if (number > 4) await stage.answers(three, { S5: 2 });
    }
  });
  stage.expects("no prompt comes during the break", two.notifications().length === prompts);
}

async function ownPlan({ stage, transcript, one, rina }: Company): Promise<void> {
  transcript.heading("BPN-001 writes down a plan for hard hours, in a calm one");
  await stage.types(one, "/rencana");
  await stage.taps(one, "✍️ Mulai menulis");
  await stage.types(one, "susah tidur, pikiran muter");
  stage.expects(
    "what was typed is locked away and taken out of the chat",
    !one.sees().some(({ text, from }) => !from.isBot && text?.includes("pikiran muter")),
  );
  await stage.taps(one, "Lanjut");
  await stage.quietly(async () => {
    await stage.taps(one, "Lewati");
    await stage.taps(one, "Lewati");
  });
  await stage.types(one, "Kak Sari 0812-1111-2222");
  await stage.taps(one, "Lanjut nanti");
  stage.expects("Rina sees nothing of it", !rina.sees().some(({ text }) => text?.includes("Kak Sari")));
}

async function firstMonday(company: Company): Promise<void> {
  company.transcript.heading("Monday, eight o'clock: Dewi gets the week");
  await company.stage.until(day(7), "08:00");
  await keepWeek(company, day(0));
}

async function helpAtNight({ stage, transcript, one, two, three, rina, agus }: Company): Promise<void> {
  transcript.heading("The second week: everybody answers, and one night BPN-001 presses the help button");
  for (const number of [7, 8]) await ordinary(number);
  await stage.until(day(9), "23:10");
  await stage.types(one, "/bantuan");
  stage.expects(
    "the numbers come before anything else, and whom BPN-001 wrote down",
    one.sees().some(({ text = "" }) => text.indexOf("0812-0000-0000") < text.indexOf("Kak Sari")),
  );
  stage.expects("then who was told, and that it is late", shows(one, "di luar jam layanan"));
  await stage.taps(one, "🧭 Rencanaku");
  stage.expects("the plan is one tap away", shows(one, "pikiran muter"));
  await stage.until(day(9), "23:25");
  stage.expects(
    "Rina does not answer: after a quarter of an hour Agus has it",
    agus.notifications().at(-1) === "1 hal perlu dilihat · BPN-001",
  );
  await stage.taps(agus, "Saya tangani");
  stage.expects("Rina's copy says so", shows(rina, "Ditangani Agus"));
  await stage.until(day(9), "23:40");
  stage.expects("after half an hour BPN-001 is asked back", shows(one, "kamu masih aman?"));
  await stage.taps(one, "Aman");
  await stage.until(day(9), "23:50");
  await stage.taps(agus, "Sudah bicara");
  await stage.taps(agus, "Cukup bicara");
  for (const number of [10, 11, 12, 13]) await ordinary(number);

  async function ordinary(number: number): Promise<void> {
    await stage.quietly(async () => {
      await stage.until(day(number), EVENING);
      for (const person of [one, two, three]) await stage.answers(person, { S1: 1, S5: number % 3, S7: 1 });
    });
  }
}

async function conversation({ stage, transcript, one, rina }: Company): Promise<void> {
  transcript.heading("BPN-001 and Rina write to each other; neither sees the other's account");
  await stage.types(one, "Malam ini berat. Boleh bicara sebentar?");
  await stage.taps(one, "Kirim");
  stage.expects("BPN-001 sees that it arrived", shows(one, "Terkirim"));
  stage.expects("nothing of it on Rina's lock screen", rina.notifications().at(-1) === "Pesan dari BPN-001");
  await stage.taps(rina, "Baca");
  await stage.taps(rina, "Balas");
  await stage.types(rina, "Tentu. Aku telepon lima menit lagi.");
  await stage.taps(one, "Baca");
  stage.expects("and reads the answer", shows(one, "Aku telepon lima menit lagi."));
}

async function secondMonday(company: Company): Promise<void> {
  company.transcript.heading("The second Monday");
  await company.stage.until(day(14), "08:00");
  await keepWeek(company, day(7));
}

async function otherRules({ stage, transcript, dewi }: Company): Promise<void> {
  transcript.heading("Dewi tries another threshold on the weeks that were lived");
  const sent = await stage.world.db.outboxMessage.count();
  await stage.types(dewi, "/menu");
  await stage.taps(dewi, "Coba aturan lain");
  await stage.taps(dewi, "4 minggu");
  await stage.taps(dewi, "O5 awal: 1 hari");
  stage.expects("before and after stand beside each other", shows(dewi, "Per 100 cek"));
  const [picture, workbook] = dewi.sees().slice(-2);
  stage.expects(
    "counselor by counselor and week by week in a picture and a workbook",
    picture?.photo !== undefined && workbook?.document !== undefined,
  );
  stage.expects("and nobody was told anything", (await stage.world.db.outboxMessage.count()) === sent);
}

async function leaving({ stage, transcript, two, three, rina }: Company): Promise<void> {
  transcript.heading("BPN-002 stops taking part, and BPN-003 has everything erased");
  await stage.types(two, "/menu");
  await stage.taps(two, "🔒 Data & izinku");
  await stage.taps(two, "Berhenti ikut");
  await stage.taps(two, "Ya, berhenti");
  stage.expects(
    "Rina reads one neutral line",
    rina.notifications().at(-1) === "BPN-002 tidak ikut cek harian lagi.",
  );
  const prompts = two.notifications().length;
  const { db } = stage.world;
  await stage.types(three, "/menu");
  await stage.taps(three, "🔒 Data & izinku");
  await stage.taps(three, "Hapus semua dataku");
  await stage.taps(three, "Ya, hapus semua");
  stage.expects("nothing is left of BPN-003 but a number", (await db.tombstone.count()) === 1);
  const deletable = stage.world.clock.now().getTime() / 1000 - 48 * 3600;
  stage.expects(
    "nor of the last two days of the chat, but for the goodbye",
    three.sees().filter(({ date }) => date >= deletable).length === 1,
  );
  stage.expects(
    "what Rina had on the screen says nothing any more",
    !rina.sees().some(({ text }) => text?.includes("dilihat · BPN-003")),
  );
  await stage.quietly(async () => await stage.until(day(15), "12:00"));
  stage.expects("BPN-002 is asked nothing any more", two.notifications().length === prompts);
}

async function handOver({ stage, transcript, dewi, agus, one }: Company): Promise<void> {
  transcript.heading("Rina leaves the team: her people go to Agus, and what comes next goes to him");
  await stage.types(dewi, "/menu");
  for (const label of ["Tim", "Rina", "Serahkan semua pesertanya", "Agus", "Ya, pindahkan"])
    await stage.taps(dewi, label);
  await stage.types(one, "/bantuan");
  stage.expects("Agus is told first now", agus.notifications().at(-1) === "1 hal perlu dilihat · BPN-001");
}

/** Message, picture and workbook are there; the two files are kept. */
async function keepWeek({ stage, transcript, dewi, dataDir }: Company, monday: LocalDay): Promise<void> {
  const [message, picture, workbook] = dewi.sees().slice(-3);
  stage.expects("the message names BPN-001", message?.text?.includes("BPN-001") ?? false);
  const png = picture?.photo;
  const xlsx = workbook?.document;
  stage.expects(
    "a picture follows",
    png !== undefined && Buffer.from(png).subarray(1, 4).toString() === "PNG",
  );
  stage.expects("and the workbook of the week", xlsx?.fileName === `${monday}.xlsx`);
  if (!png || !xlsx) return;
  await mkdir(dataDir, { recursive: true });
  for (const [name, bytes] of [
    [`week-${monday}.png`, png],
    [`week-${monday}.xlsx`, xlsx.bytes],
  ] as const) {
    const path = join(dataDir, name);
    await writeFile(path, bytes);
    transcript.note(`      written: ${relative(process.cwd(), path)}`);
  }
}

/** Consent, hour and practice of somebody new. */
async function enrol(stage: Stage, person: Phone, link: string, hour: string): Promise<void> {
  await stage.does(person, "opens the link on the phone", () => person.opensLink(link));
  for (const label of ["Bahasa Indonesia", "Lanjut", "Setuju", "Setuju", "Setuju"])
    await stage.taps(person, label);
  await stage.types(person, hour);
  for (const label of ["2", "1"]) await stage.taps(person, label);
}

function shows(phone: Phone, text: string): boolean {
  return phone
    .sees()
    .slice(-3)
    .some((message) => (message.text ?? message.caption ?? "").includes(text));
}

function invitationOf(phone: Phone): string {
  const picture = phone.sees().findLast(({ media }) => media?.kind === "photo");
  return /https:\/\/t\.me\/\S+/.exec(picture?.caption ?? "")?.[0] ?? "";
}

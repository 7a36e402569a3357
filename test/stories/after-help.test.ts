import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { comeBack, goAway } from "../../src/duty/go-away.ts";
import { identify } from "../../src/people/identify.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { answers, buildTeam, enrol, forgetEverybody, linkFor, newToken, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let person = 0;
let code: string;
let bayu: Phone;
beforeAll(async () => {
  town = await startTown({ at: "2026-11-23T09:00:00+08:00" });
  team = await buildTeam(town);
});
afterAll(async () => await town.close());
beforeEach(async () => {
  await forgetEverybody(town);
  person += 1;
  code = `BPN-${String(person).padStart(3, "0")}`;
  bayu = await enrol(town, team, { code, hour: "20:00" });
});

const asked = () => bayu.notifications().filter((text) => text.startsWith("Hai, kamu masih aman?")).length;
const pushes = () => team.rina.notifications().filter((text) => text.includes(code)).length;
const alert = async () => await town.world.db.alert.findFirstOrThrow({ where: { participant: { code } } });

describe("asking back", () => {
  test("after half an hour; 'not yet' shows help and pings again; 'safe' ends it", async () => {
    await town.does(bayu.sends("/bantuan"));
    await town.does(team.rina.taps("Saya tangani"));
    await town.world.advance({ minutes: 29 });
    expect(asked()).toBe(0);
    await town.world.advance({ minutes: 1 });
    expect(asked()).toBe(1);
    const before = pushes();
    const messages = bayu.sees().length;
    await town.does(bayu.taps("Belum"));
    const [first, told] = bayu.sees().slice(messages);
    expect(first?.text).toContain("0812-3456-7890");
    expect(told?.text).toContain("Rina sudah dikabari");
    expect(pushes()).toBe(before + 1);
    await town.does(team.rina.tapsData(`al:${(await alert()).id}`));
    expect(team.rina.lastText()).toContain("menjawab belum aman");

    await town.world.advance({ minutes: 30 });
    expect(asked()).toBe(2);
    await town.does(bayu.taps("Aman"));
    expect(bayu.sees().some(({ text }) => text?.includes("Syukurlah"))).toBe(true);
    await town.world.advance({ hours: 2 });
    expect(asked()).toBe(2);
    expect((await alert()).state).not.toBe("closed");
  });

  test("twice when nothing is answered, and not once more", async () => {
    await town.does(bayu.sends("/bantuan"));
    await town.world.advance({ minutes: 119 });
    expect(asked()).toBe(1);
    await town.world.advance({ minutes: 1 });
    expect(asked()).toBe(2);
    expect((await alert()).askBackAt).toBeNull();
  });

  test("not when somebody has spoken with them meanwhile; another person's tap changes nothing", async () => {
    await town.does(bayu.sends("/bantuan"));
    const { id, askBackAt } = await alert();
    const other = await enrol(town, team, { code: "BPN-900" });
    await town.does(other.sends("/menu"));
    await town.does(other.tapsData(`sf:${id}:yes`));
    expect((await alert()).askBackAt).toEqual(askBackAt);
    await town.does(team.rina.tapsData(`aa:${id}:talked`));
    await town.world.advance({ hours: 3 });
    expect(asked()).toBe(0);
  });

  test("a slip of 'we have spoken' holds it up only until it is taken back", async () => {
    await town.does(bayu.sends("/bantuan"));
    await town.world.advance({ minutes: 29 });
    await town.does(team.rina.tapsData(`aa:${(await alert()).id}:talked`));
    await town.world.advance({ minutes: 2 });
    expect(asked()).toBe(0);
    await town.does(team.rina.tapsData(`aa:${(await alert()).id}:not-talked`));
    await town.world.advance({ minutes: 1 });
    expect(asked()).toBe(1);
  });

  test("not about a call that somebody has answered, whatever opens the alert again", async () => {
    await town.does(bayu.sends("/bantuan"));
    await town.does(team.rina.tapsData(`aa:${(await alert()).id}:talked`));
    await town.world.advance({ minutes: 10 });
    await town.does(bayu.sends("/cek"));
    await answers(town, bayu, { C2: 2 });
    expect((await alert()).state).toBe("open");
    await town.world.advance({ minutes: 20 });
    expect(asked()).toBe(0);
  });

  test("nor when whoever has answered it goes away", async () => {
    const { db, clock, app } = town.world;
    const rina = await identify(db, team.rina.id);
    if (rina.kind !== "staff") throw new Error("Rina is not staff");
    await town.does(bayu.sends("/bantuan"));
    await town.does(team.rina.tapsData(`aa:${(await alert()).id}:talked`));
    await town.world.advance({ minutes: 10 });
    await goAway(app.deps, rina, { until: "2026-11-30", coverId: null }, clock.now());
    expect((await alert()).state).toBe("open");
    await town.world.advance({ minutes: 20 });
    await comeBack(app.deps, rina, clock.now());
    expect(asked()).toBe(0);
  });
});

describe("by when somebody usually answers", () => {
  test("is not said while too few have answered, and is what they took when there are enough", async () => {
    await town.does(bayu.sends("/bantuan"));
    expect(bayu.lastText()).toContain("Belum bisa dipastikan");
    const toldAt = new Date(town.world.clock.now().getTime() - 20 * 86_400_000);
    for (const minutes of [10, 20, 25, 40, 300]) {
      const { id } = await town.world.db.participant.findFirstOrThrow({ where: { code } });
      await town.world.db.alert.create({
        data: {
          participantId: id,
          tier: "orange",
          state: "closed",
          reasons: new Uint8Array(),
          rulesVersion: "rules@2",
          openedAt: toldAt,
          toldAt,
          acknowledgedAt: new Date(toldAt.getTime() + minutes * 60_000),
          closedAt: toldAt,
        },
      });
    }
    await town.does(bayu.sends("/bantuan"));
    expect(bayu.lastText()).toContain("Biasanya membalas dalam sekitar 30 menit");
  });

  test("outside service hours it says so instead", async () => {
    await town.world.advanceTo(new Date("2026-11-23T22:00:00+08:00"));
    await town.does(bayu.sends("/bantuan"));
    expect(bayu.lastText()).toContain("di luar jam layanan");
    expect(bayu.lastText()).not.toContain("Biasanya");
  });
});

describe("words that give cause to ask", () => {
  const GLAD = "Syukurlah. Terima kasih sudah bilang. Kalau berubah, tombol bantuan selalu ada.";
  const labels = () =>
    bayu
      .sees()
      .at(-1)
      ?.buttons.flat()
      .map(({ label }) => label);

  test("do so also while a dialogue waits for them, and the dialogue goes on", async () => {
    const asked = () => bayu.sees().filter(({ text }) => text === "Apakah kamu aman sekarang?").length;
    const opensNickname = async () => {
      await town.does(bayu.sends("/menu"));
      for (const label of ["🔒", "Perbaiki", "Panggilan"]) await town.does(bayu.taps(label));
    };
    await opensNickname();
    await town.does(bayu.sends("aku ingin mati"));
    expect(bayu.lastText()).toBe("Apakah kamu aman sekarang?");
    expect(labels()).toEqual(["Aman", "🆘 Butuh bantuan sekarang"]);
    expect(bayu.sees().at(-2)?.text).toBe("Sudah diganti 👍");
    expect(asked()).toBe(1);
    await town.does(bayu.taps("Aman"));
    expect(bayu.lastText()).toBe(GLAD);

    await opensNickname();
    await town.does(bayu.sends("Bay"));
    expect(asked()).toBe(0);
  });

  test("only ever ask; the text is kept nowhere, and nobody is told by it", async () => {
    const before = pushes();
    await town.does(bayu.sends("capek banget zebra ungu, pengen mati aja"));
    expect(bayu.lastText()).toBe("Apakah kamu aman sekarang?");
    expect(labels()).toEqual(["Aman", "Kirim ke pendamping", "🆘 Butuh bantuan sekarang"]);
    await town.does(bayu.taps("Aman"));
    expect(bayu.lastText()).toBe(`${GLAD}\n\nKirim ke Rina?`);
    expect(labels()).toEqual(["Kirim", "Jangan", "🆘 Butuh bantuan sekarang"]);
    await town.does(bayu.taps("Jangan"));
    expect(pushes()).toBe(before);
    expect(await town.world.db.alert.count({ where: { participant: { code } } })).toBe(0);
    const tables = await town.world.db.$queryRaw<{ name: string }[]>`
      SELECT table_schema || '.' || quote_ident(table_name) AS name FROM information_schema.tables
      WHERE table_schema IN ('public', 'graphile_worker') AND table_type = 'BASE TABLE'`;
    expect(tables.length).toBeGreaterThan(15);
    for (const { name } of tables) {
      const [found] = await town.world.db.$queryRawUnsafe<{ count: bigint }[]>(
        `SELECT count(*) FROM ${name} AS kept WHERE kept::text LIKE '%zebra%'`,
      );
      expect(found?.count, name).toBe(0n);
    }
    expect(await town.world.db.relayMessage.count({ where: { participant: { code } } })).toBe(0);
    expect(town.log()).not.toContain("zebra");
  });

  test("do so whoever writes them: asked for consent, gone, or nobody here at all", async () => {
    const asked = town.phone("invited");
    await town.does(asked.opensLink(linkFor(await newToken(town, team, "AAA-100"))));
    await town.does(asked.sends("aku ingin mati"));
    expect(asked.lastText()).toBe("Apakah kamu aman sekarang?");
    await town.does(bayu.sends("/berhenti"));
    await town.does(bayu.taps("Ya, berhenti"));
    await town.does(bayu.sends("aku ingin mati"));
    expect(bayu.lastText()).toBe("Apakah kamu aman sekarang?");
    expect(labels()).toEqual(["Aman", "🆘 Butuh bantuan sekarang"]);
    await town.does(bayu.sends("hp ku mati tadi"));
    expect(bayu.lastText()).toContain("Ketik /start");
    const stranger = town.phone("a stranger");
    await town.does(stranger.sends("aku ingin mati"));
    expect(stranger.lastText()).toContain("112");
    expect(stranger.lastText()).not.toMatch(/Bu Dewi|Pujasera/);
    await town.does(stranger.sends("hp ku mati tadi"));
    expect(stranger.lastText()).toContain("hanya untuk orang yang diundang");
  });

  test("sending is the person's own choice; other words are asked about as always", async () => {
    await town.does(bayu.sends("aku ga mau hidup lagi"));
    const question = bayu.sees().at(-1)?.messageId;
    const safe = bayu.sees().at(-1)?.buttons.flat()[0]?.data ?? "";
    await town.does(bayu.taps("Kirim ke pendamping"));
    // "Safe" was tapped a moment after.
    await town.does(bayu.tapsData(safe, question));
    expect(bayu.answers().at(-1)?.text).toBe("Sudah dikirim.");
    expect(await town.world.db.relayMessage.count({ where: { participant: { code } } })).toBe(1);
    await town.does(bayu.sends("hp ku mati tadi"));
    expect(bayu.lastText()).toContain("Kirim ke Rina?");
  });
});

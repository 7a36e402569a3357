import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { inTransaction } from "../../src/db/client.ts";
import { enqueue } from "../../src/outbox/enqueue.ts";
import { setLockWord } from "../../src/people/lock-word.ts";
import { reinvite } from "../../src/people/reinvite.ts";
import { type RoundRobin, startRoundRobin } from "../../src/sandbox/round-robin.ts";
import type { TcpProxy } from "../../src/sandbox/tcp-proxy.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { WEBHOOK_SECRET, type World } from "../../src/sandbox/world.ts";
import { standBefore } from "../support/stand-before.ts";
import {
  answers,
  buildTeam,
  endOfCheckIn,
  enrol,
  enrolByTaps,
  newToken,
  type Team,
} from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const PATIENCE = 20_000;
const RED = { S8: 4, C1: 0 } as const;
const alerts = (phone: Phone) =>
  phone.notifications().filter((text) => text.startsWith("1 hal perlu dilihat"));
const prompts = (phone: Phone) =>
  phone.notifications().filter((text) => text.includes("waktunya cek harian"));

describe("one instance", () => {
  let town: Town;
  let team: Team;
  let bayu: Phone;

  beforeAll(async () => {
    town = await startTown({ at: "2026-11-23T07:30:00+08:00", updates: "webhook" });
    team = await buildTeam(town);
    bayu = await enrol(town, team, { code: "BPN-001", hour: "08:00" });
    await town.world.advanceTo(new Date("2026-11-23T08:00:00+08:00"));
    await town.does(bayu.taps("Siap"));
  });
  afterAll(async () => await town.close());

  const stored = async () => await town.world.db.answer.count();
  const post = async (
    body: string,
    {
      secret = WEBHOOK_SECRET,
      type = "application/json",
    }: { secret?: string | undefined; type?: string } = {},
  ) => {
    const headers = {
      "content-type": type,
      connection: "close",
      ...(secret && { "x-telegram-bot-api-secret-token": secret }),
    };
    const response = await fetch(`http://127.0.0.1:${town.world.app.port}/telegram`, {
      method: "POST",
      headers,
      body,
    });
    await town.world.settle();
    return response.status;
  };
  /** Bayu's tap on the first answer, as Telegram would deliver it. */
  const tap = async (): Promise<string> => {
    const { id, messageId } = await town.world.db.checkIn.findFirstOrThrow();
    const from = { id: bayu.id, is_bot: false, first_name: "Bayu" };
    const chat = { id: bayu.id, type: "private", first_name: "Bayu" };
    const message = { message_id: messageId, chat, date: 0, text: "?" };
    const query = { id: "1", from, message, chat_instance: "1", data: `a:${id}:S1:1` };
    return JSON.stringify({ update_id: 900_000_001, callback_query: query });
  };

  test.each([
    ["no secret", "", 401],
    ["a wrong secret", "wrong", 401],
    ["a secret of the right length", "x".repeat(WEBHOOK_SECRET.length), 401],
  ])("%s is refused and nothing is handled", async (_, secret, status) => {
    expect(await post(await tap(), { secret })).toBe(status);
    expect(await stored()).toBe(0);
  });

  test.each([
    ["another content type", "{}", { type: "text/plain" }, 415],
    ["a content type that only begins like JSON", "{}", { type: "application/jsonp" }, 415],
    ["a form", "update_id=1", { type: "application/x-www-form-urlencoded" }, 415],
    ["what is not JSON", "{", {}, 400],
    ["an empty body", "", {}, 400],
    ["JSON that is not an update", "[1]", {}, 400],
    ["an update without a number", '{"update_id":"1"}', {}, 400],
    ["more than Telegram ever sends", `{"update_id":1,"x":"${"y".repeat(1_100_000)}"}`, {}, 413],
  ])("%s is refused", async (_, body, options, status) => {
    expect(await post(body, options)).toBe(status);
    expect(await stored()).toBe(0);
  });

  test("other methods and paths find nothing", async () => {
    const root = `http://127.0.0.1:${town.world.app.port}`;
    expect((await fetch(`${root}/telegram`)).status).toBe(404);
    expect((await fetch(`${root}/telegram/x`, { method: "POST" })).status).toBe(404);
  });

  test("answers say what a browser may do with them: nothing", async () => {
    for (const path of ["/healthz", "/readyz", "/metrics", "/nothing"]) {
      const { headers } = await fetch(`http://127.0.0.1:${town.world.app.port}${path}`);
      expect(headers.get("cache-control"), path).toBe("no-store");
      expect(headers.get("content-security-policy"), path).toContain("default-src 'none'");
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    }
  });

  test("the same tap with the right secret counts", async () => {
    expect(await post(await tap())).toBe(200);
    expect(await post(await tap())).toBe(200);
    expect(await stored()).toBe(1);
  });

  test("an update of a kind nobody knows is taken, so that Telegram does not send it for ever", async () => {
    expect(await post('{"update_id":900000002,"something_new":{}}')).toBe(200);
  });

  test("a whole check-in goes through it, up to the alert at Rina's phone", async () => {
    await town.does(bayu.tapsData(`b:${(await town.world.db.checkIn.findFirstOrThrow()).id}`));
    await town.does(bayu.taps("← Kembali"));
    await answers(town, bayu, RED);
    expect(endOfCheckIn(bayu)).toContain("Terima kasih, cek harian selesai ✔");
    expect(await stored()).toBe(13);
    expect(alerts(team.rina)).toHaveLength(1);
    await town.does(team.rina.taps("Saya tangani"));
    expect(team.rina.lastText()).toContain("Ditangani Rina");
    expect(town.world.telegram.calls("getUpdates")).toEqual([]);
  });

  test("what comes while it starts again and waits for Telegram is not lost: a call for help reaches Rina", async () => {
    const { telegram } = town.world;
    const slow = Promise.withResolvers<void>();
    telegram.faults.next({ method: "getMe" }, { hang: slow.promise });
    const asked = telegram.calls("getMe").length;
    const restarted = town.world.restart();
    await vi.waitFor(() => expect(telegram.calls("getMe").length).toBeGreaterThan(asked), PATIENCE);
    const before = alerts(team.rina).length;
    await bayu.sends("/bantuan");
    await vi.waitFor(() => expect(town.log()).toContain("the update waits"), PATIENCE).finally(slow.resolve);
    await restarted;
    await town.world.settle();
    expect(bayu.lastText()).toContain("Rina sudah dikabari");
    expect(alerts(team.rina)).toHaveLength(before + 1);
  });

  test("a start at which Telegram cannot resolve our name for a moment waits for it", async () => {
    const description =
      "Bad Request: bad webhook: Failed to resolve host: Temporary failure in name resolution";
    town.world.telegram.faults.next({ method: "setWebhook" }, { status: 400, description });
    await town.world.restart();
    expect((await fetch(`http://127.0.0.1:${town.world.app.port}/readyz`)).status).toBe(200);
  });
});

describe("a start that Telegram refuses at its end", () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ at: "2026-11-23T07:30:00+08:00", updates: "webhook" });
  });
  afterAll(async () => await town.close());

  test("stops what it has started, and what was being sent is on record", async () => {
    const { telegram, db } = town.world;
    const { rina } = await buildTeam(town);
    await town.world.app.stop();
    const { id: staffId } = await db.staff.findFirstOrThrow({ where: { telegramId: rina.id } });
    await inTransaction(db, async (tx) => {
      const params = { notice: "staff-unreachable", name: "Rina" };
      await enqueue(tx, {
        kind: "notice",
        dedupeKey: "test",
        to: { staffId },
        params,
        intendedAt: town.world.clock.now(),
      });
    });
    const refused = {
      status: 400,
      description: "Bad Request: bad webhook: Failed to resolve host: Name or service not known",
    };
    const said = Promise.withResolvers<void>();
    const slow = { hang: said.promise, afterEffect: true };
    const leaving = telegram.faults.next({ method: "sendMessage" }, slow);
    const held = Promise.withResolvers<void>();
    telegram.faults.next({ method: "setWebhook" }, { ...refused, hang: held.promise });
    const restarted = expect(town.world.restart()).rejects.toThrow("Telegram refuses setWebhook");
    await vi.waitFor(() => expect(leaving.remaining()).toBe(0), PATIENCE).finally(held.resolve);
    const health = async () => await fetch(`http://127.0.0.1:${town.world.app.port}/healthz`);
    await vi.waitFor(async () => await expect(health()).rejects.toThrow("fetch failed"), PATIENCE);
    // So long that one which does not wait for its messages has stopped.
    await wait(200);
    said.resolve();
    await restarted;
    expect(await db.outboxMessage.findUnique({ where: { dedupeKey: "test" } })).toMatchObject({
      state: "sent",
    });
  });
});

describe("while the database is away", () => {
  let town: Town;
  let proxy: TcpProxy;
  beforeAll(async () => {
    town = await startTown({
      at: "2026-11-23T07:30:00+08:00",
      updates: "webhook",
      behind: async (url) => {
        const before = await standBefore(url);
        proxy = before.proxy;
        return before.through.href;
      },
    });
  });
  afterAll(async () => {
    await town.close();
    await proxy.close();
  });

  test("an update is answered with 503, so that Telegram sends it again, and nothing is lost", async () => {
    const team = await buildTeam(town);
    const dina = await enrol(town, team, { code: "BPN-001", hour: "08:00" });
    await town.world.advanceTo(new Date("2026-11-23T08:00:00+08:00"));
    await town.does(dina.taps("Siap"));
    await proxy.close();
    await dina.taps("3");
    await vi.waitFor(() => expect(town.log()).toContain("the database is away; the update waits"), PATIENCE);
    const response = await fetch(`http://127.0.0.1:${town.world.app.port}/telegram`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        connection: "close",
        "x-telegram-bot-api-secret-token": WEBHOOK_SECRET,
      },
      body: JSON.stringify({
        update_id: 900_000_001,
        message: {
          message_id: 1,
          date: 0,
          text: "halo",
          chat: { id: dina.id, type: "private", first_name: "Dina" },
          from: { id: dina.id, is_bot: false, first_name: "Dina" },
        },
      }),
    });
    expect(response.status).toBe(503);
    await proxy.open();
    await dina.waitsFor("Pertanyaan 2 dari 12", { withinMs: PATIENCE });
    await town.world.settle();
    expect(await town.world.db.answer.findMany({ select: { questionId: true, value: true } })).toEqual([
      { questionId: "S1", value: 3 },
    ]);

    // A full disk: it answers, and takes nothing.
    const { db } = town.world;
    await db.$executeRawUnsafe(
      `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$`,
    );
    await db.$executeRaw`CREATE TRIGGER full_disk BEFORE INSERT ON answers EXECUTE FUNCTION full_disk()`;
    const waited = town.log().split("the update waits").length;
    await dina.taps("2");
    await vi.waitFor(
      () => expect(town.log().split("the update waits").length).toBeGreaterThan(waited),
      PATIENCE,
    );
    await db.$executeRaw`DROP TRIGGER full_disk ON answers`;
    await dina.waitsFor("Pertanyaan 3 dari 12", { withinMs: PATIENCE });
    expect(await db.answer.count()).toBe(2);
  });

  test("the right word for a lock is one try, however often it comes before it can be counted", async () => {
    const { db } = town.world;
    const { id, code } = await db.participant.findFirstOrThrow();
    const owner = { id, programmeId: (await db.programme.findFirstOrThrow()).id };
    await setLockWord(town.world.app.deps, owner, "sungai mahakam", town.world.clock.now());
    // Six times it takes nothing.
    await db.$executeRaw`CREATE SEQUENCE times`;
    await db.$executeRawUnsafe(
      `CREATE FUNCTION takes_nothing() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN IF nextval('times') <= 6 THEN RAISE 'read-only' USING ERRCODE = '25006'; END IF; RETURN NEW; END $$`,
    );
    await db.$executeRaw`CREATE TRIGGER takes_nothing BEFORE UPDATE ON locks FOR EACH ROW EXECUTE FUNCTION takes_nothing()`;
    const friend = town.phone("teman");
    await town.does(friend.sends(`/kunci ${code} sungai mahakam`));
    await friend.waitsFor("Terkunci", { withinMs: PATIENCE });
    expect((await db.participant.findUniqueOrThrow({ where: { id } })).status).toBe("frozen");
  });
});

describe("two instances behind a load balancer", () => {
  let town: Town;
  let team: Team;
  let other: World;
  let balancer: RoundRobin;
  let citra: Phone;

  beforeAll(async () => {
    balancer = await startRoundRobin();
    town = await startTown({
      at: "2026-11-23T07:30:00+08:00",
      updates: "webhook",
      webhookUrl: balancer.url,
    });
    balancer.ports.push(town.world.app.port);
    other = await town.startAnother();
    balancer.ports.push(other.app.port);
    team = await buildTeam(town);
    citra = await enrol(town, team, { code: "BPN-002", hour: "08:00" });
  });
  afterAll(async () => {
    await other.stop();
    await town.close();
    await balancer.stop();
  });

  test("share the work, and send one prompt and one alert", async () => {
    town.world.clock.moveTo(new Date("2026-11-23T08:00:00+08:00"));
    await Promise.all([town.world.app.tick(), other.app.tick()]);
    await both();
    expect(prompts(citra)).toHaveLength(1);
    await citra.taps("Siap");
    await both();
    await inTurn(async () => await answers(town, citra, RED));
    expect(endOfCheckIn(citra)).toContain("cek harian selesai");
    expect(await town.world.db.answer.count()).toBe(13);
    expect(alerts(team.rina)).toHaveLength(1);
    expect(Math.min(...balancer.served.values())).toBeGreaterThan(5);
    expect(balancer.served.size).toBe(2);
  });

  test("know of each other, and share what Telegram allows the bot", async () => {
    await Promise.all([town.world.app.tick(), other.app.tick()]);
    for (const { port } of [town.world.app, other.app]) {
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      expect(metrics).toContain("teman_pulih_processes 2");
    }
  });

  test("an enrolment goes from one to the other at every step", async () => {
    const before = new Map(balancer.served);
    await inTurn(async () => {
      const phone = await enrolByTaps(town, team, { code: "BPN-003" });
      expect(phone.lastText()).toContain("Cek pertamamu datang");
    });
    const person = await town.world.db.participant.findFirstOrThrow({ where: { code: "BPN-003" } });
    expect(person.status).toBe("active");
    // Nine steps: the link, the language, on, three consents, the hour, two questions to practise on.
    const served = balancer.ports.map((port) => (balancer.served.get(port) ?? 0) - (before.get(port) ?? 0));
    expect(served.toSorted()).toEqual([4, 5]);
  });

  test("a tap for a new link that comes twice makes one, and throws out nobody who has opened it", async () => {
    const { db, app, clock, telegram } = town.world;
    await newToken(town, team, "BPN-004");
    const { dewi } = team;
    for (const step of ["Peserta", "BPN-004", "Buat tautan baru"]) {
      if (step === "Peserta") await dewi.sends("/menu");
      await both();
      await dewi.taps(step);
      await both();
    }
    telegram.faults.redeliver();
    await dewi.taps("Ya, buat");
    await both();
    const links = dewi.sees().flatMap(({ caption = "" }) => caption.match(/https:\S+start=\S+/g) ?? []);
    expect(links).toHaveLength(2);
    expect(new Set(links).size).toBe(1);
    const phone = town.phone("BPN-004");
    await phone.opensLink(links[0] ?? "");
    await both();
    const { id, status, telegramId } = await db.participant.findFirstOrThrow({ where: { code: "BPN-004" } });
    expect([status, telegramId]).toEqual(["consenting", BigInt(phone.id)]);
    const token = new URL(links[0] ?? "").searchParams.get("start") ?? "";
    expect(await reinvite(app.deps, team.coordinator, id, clock.now(), token)).toMatchObject({ token });
    expect((await db.participant.findUniqueOrThrow({ where: { id } })).telegramId).toBe(telegramId);
  });

  test("what is written fast, line after line, loses no line and mixes none up, whoever has the dialogue's state", async () => {
    await citra.sends("/rencana");
    await both();
    await citra.taps("✍️ Mulai");
    await both();
    const before = new Map(balancer.served);
    for (const line of ["susah tidur", "pikiran muter", "mulai bohong kecil"]) await citra.sends(line);
    await both();
    await citra.taps("Lanjut");
    await citra.sends("jalan kaki ke masjid");
    await both();
    for (const port of balancer.ports)
      expect(balancer.served.get(port)).toBeGreaterThan(before.get(port) ?? 0);
    await citra.sends("/rencana");
    await both();
    expect(citra.lastText()).toMatch(
      /susah tidur\npikiran muter\nmulai bohong kecil[\s\S]*jalan kaki ke masjid/,
    );
    expect(await town.world.db.planPart.count()).toBe(2);
  });

  test("one is stopped in the middle: the other takes what was on its way", async () => {
    await citra.sends("/bantuan");
    balancer.ports.splice(0, 1);
    await town.world.app.stop();
    await vi.waitFor(() => expect(alerts(team.rina)).toHaveLength(2), { timeout: 20_000 });
    await citra.sends("/menu");
    await other.settle();
    await town.world.restart();
  });

  async function both(): Promise<void> {
    await town.world.settle();
    await other.settle();
  }

  /** `answers` waits for one instance; the screen may be the other one's. */
  async function inTurn(work: () => Promise<void>): Promise<void> {
    const settle = town.world.settle.bind(town.world);
    town.world.settle = async () => {
      await settle();
      await other.settle();
    };
    await work().finally(() => {
      town.world.settle = settle;
    });
  }
});

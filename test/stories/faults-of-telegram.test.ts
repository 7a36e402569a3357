import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { inTransaction } from "../../src/db/client.ts";
import { enqueue } from "../../src/outbox/enqueue.ts";
import type { Fault } from "../../src/sandbox/telegram/faults.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { answers, buildTeam, enrol, forgetEverybody, linkFor, newToken, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const PATIENCE = 20_000;
/** So many seconds nothing else waits for. */
const SHORTLY = 0.123;
const RED = { S8: 4, C1: 0 } as const;
const faults: Readonly<Record<string, Fault>> = {
  "500": { status: 500, description: "Internal Server Error" },
  "a proxy's HTML page": { status: 502, html: true },
  "a cut connection": { cut: true },
};

const some = Object.entries(faults).slice(1);

const at = "2026-11-23T07:30:00+08:00";
let town: Town;
let team: Team;
const onFatal = vi.fn<() => void>();

beforeAll(async () => {
  town = await startTown({ at, onFatal });
  team = await buildTeam(town);
});
afterAll(async () => await town.close());
beforeEach(async () => await forgetEverybody(town));

let people = 0;
const nextCode = () => `BPN-${String(++people).padStart(3, "0")}`;
const advance = async (seconds: number) =>
  await town.world.advanceTo(new Date(town.world.clock.now().getTime() + seconds * 1000));
const pushes = (phone: Phone, code: string) =>
  phone.notifications().filter((text) => text === `1 hal perlu dilihat · ${code}`);
const prompts = (phone: Phone) =>
  phone.notifications().filter((text) => text.includes("waktunya cek harian"));
const stored = async (code: string) =>
  await town.world.db.answer.count({ where: { checkIn: { participant: { code } } } });
const errors = () =>
  town
    .log()
    .split("\n")
    .filter((line) => /"level":"(error|fatal)"/.test(line));

/** Somebody in the middle of today's check-in. */
async function someone(): Promise<{ readonly code: string; readonly phone: Phone }> {
  const code = nextCode();
  const phone = await enrol(town, team, { code, hour: "23:00" });
  await town.does(phone.sends("/cek"));
  return { code, phone };
}

describe("an alert", () => {
  test("that Telegram wants later leaves when the time is over, and not before", async () => {
    const { code, phone } = await someone();
    town.world.telegram.faults.next(
      { method: "sendMessage", chatId: team.rina.id },
      { status: 429, description: "Too Many Requests: retry after 900", parameters: { retry_after: 900 } },
    );
    await answers(town, phone, RED);
    expect(await stored(code)).toBe(13);
    await advance(880);
    expect(pushes(team.rina, code)).toHaveLength(0);
    await advance(20);
    expect(pushes(team.rina, code)).toHaveLength(1);
  });

  test.each(Object.entries(faults))("survives %s", async (_, fault) => {
    const { code, phone } = await someone();
    town.world.telegram.faults.next({ method: "sendMessage", chatId: team.rina.id }, fault);
    await answers(town, phone, RED);
    expect(await stored(code)).toBe(13);
    await advance(5);
    expect(pushes(team.rina, code)).toHaveLength(1);
  });

  test("that is longer than Telegram takes leaves without its end, instead of not at all", async () => {
    const { db, clock } = town.world;
    await inTransaction(db, async (tx) => {
      const params = { notice: "staff-unreachable", name: "Rina ".repeat(1500) };
      const to = { staffId: team.ids.rina };
      await enqueue(tx, { kind: "notice", dedupeKey: "long", to, params, intendedAt: clock.now() });
    });
    await town.world.settle();
    expect(team.rina.lastText()).toMatch(/^Rina Rina .*…$/);
    expect(town.log()).toContain("lost its end");
  });

  test("survives three bad minutes", async () => {
    const { code, phone } = await someone();
    const outage = town.world.telegram.faults.next({ method: "sendMessage" }, { cut: true }, 1000);
    await answers(town, phone, RED);
    await advance(180);
    expect(pushes(team.rina, code)).toHaveLength(0);
    outage.cancel();
    await advance(30);
    expect(pushes(team.rina, code)).toHaveLength(1);
  });

  test("whose answer was lost after it went out comes twice at most", async () => {
    const { code, phone } = await someone();
    town.world.telegram.faults.next(
      { method: "sendMessage", chatId: team.rina.id },
      { afterEffect: true, cut: true },
    );
    await answers(town, phone, RED);
    await advance(5);
    await advance(120);
    expect(pushes(team.rina, code)).toHaveLength(2);
    const pending = await town.world.db.outboxMessage.count({ where: { state: "pending" } });
    expect(pending).toBe(0);
  });
});

describe("where a call may take only so long", () => {
  const callSeconds = 5;
  let patient: readonly [Town, Team];
  beforeAll(async () => {
    patient = [town, team];
    town = await startTown({ at, callSeconds });
    team = await buildTeam(town);
  });
  afterAll(async () => {
    await town.close();
    [town, team] = patient;
  });

  test("an alert survives no answer at all", async () => {
    const { code, phone } = await someone();
    const { faults: planned } = town.world.telegram;
    const hang = callSeconds * 1000 + 200;
    const lost = planned.next({ method: "sendMessage", chatId: team.rina.id }, { hang, cut: true });
    await answers(town, phone, RED);
    expect(await stored(code)).toBe(13);
    expect(lost.remaining()).toBe(0);
    await advance(5);
    expect(pushes(team.rina, code)).toHaveLength(1);
  });
});

describe("a prompt", () => {
  test.each(some)("survives %s", async (_, fault) => {
    const { minute, hour } = nextMinute();
    const phone = await enrol(town, team, { code: nextCode(), hour: minute });
    town.world.telegram.faults.next({ method: "sendMessage", chatId: phone.id }, fault);
    await town.world.advanceTo(hour);
    await advance(5);
    expect(prompts(phone)).toHaveLength(1);
  });

  function nextMinute(): { readonly minute: string; readonly hour: Date } {
    const at = new Date(Math.ceil(town.world.clock.now().getTime() / 60_000 + 1) * 60_000);
    const local = new Date(at.getTime() + 8 * 3_600_000).toISOString();
    return { minute: local.slice(11, 16), hour: at };
  }
});

describe("a screen", () => {
  test.each(some)("is shown again after %s", async (_, fault) => {
    const { phone } = await someone();
    town.world.telegram.faults.next({ method: "editMessageText", chatId: phone.id }, fault);
    await town.does(phone.taps("0"));
    expect(phone.lastText()).toContain("Pertanyaan 2 dari 12");
  });

  test("that never arrived: the answer counts, and the next tap on the old one goes on", async () => {
    const { code, phone } = await someone();
    const outage = town.world.telegram.faults.next({ chatId: phone.id }, { status: 500 }, 100);
    await town.does(phone.taps("2"));
    outage.cancel();
    expect(phone.lastText()).toContain("Pertanyaan 1 dari 12");
    expect(await stored(code)).toBe(1);
    await town.does(phone.taps("2"));
    expect(phone.lastText()).toContain("Pertanyaan 2 dari 12");
    expect(await stored(code)).toBe(1);
  });

  test("that is sent anew because its message is gone carries the check-in from then on", async () => {
    const { phone } = await someone();
    const before = phone.sees().length;
    town.world.telegram.faults.next(
      { method: "editMessageText", chatId: phone.id },
      { status: 400, description: "Bad Request: message to edit not found" },
    );
    await answers(town, phone, { S1: 2 });
    const texts = () => phone.sees().map(({ text }) => text ?? "");
    expect(texts().at(-1)).toContain("Yang paling terasa");
    await advance(660);
    expect(texts().filter((text) => text.includes("Yang paling terasa"))).toEqual([]);
    // What had carried it, a reminder that came meanwhile for instance, has made room.
    expect(phone.sees()).toHaveLength(before);
  });

  test("that hangs holds up nobody else", async () => {
    const [slow, quick] = [await someone(), await someone()];
    const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
    town.world.telegram.faults.next({ chatId: slow.phone.id }, { hang });
    await slow.phone.taps("1");
    await quick.phone.taps("1");
    await quick.phone.waitsFor("Pertanyaan 2 dari 12", { withinMs: PATIENCE });
    expect(slow.phone.lastText()).toContain("Pertanyaan 1 dari 12");
    letGo();
    await town.world.settle();
    expect(slow.phone.lastText()).toContain("Pertanyaan 2 dari 12");
  });
});

describe("an enrolment", () => {
  const consenting = async (code: string): Promise<Phone> => {
    const phone = town.phone(code);
    await town.does(phone.opensLink(linkFor(await newToken(town, team, code))));
    await town.does(phone.taps("Bahasa Indonesia"));
    return phone;
  };
  const finishes = async (code: string, phone: Phone) => {
    await town.does(phone.taps("Bahasa Indonesia"));
    await town.does(phone.taps("Lanjut"));
    for (const _ of ["checkIn", "counselor", "summary"]) await town.does(phone.taps("Setuju"));
    await town.does(phone.sends("8:15"));
    const person = await town.world.db.participant.findFirstOrThrow({ where: { code } });
    expect(person).toMatchObject({ status: "active", checkInMinute: 8 * 60 + 15 });
  };

  test.each(some)("goes on after %s", async (_, fault) => {
    const phone = await consenting(nextCode());
    town.world.telegram.faults.next({ method: "editMessageText", chatId: phone.id }, fault);
    await town.does(phone.taps("Lanjut"));
    expect(phone.lastText()).toContain("1 dari 3");
  });

  test("goes on with a tap that is handled so late that Telegram has forgotten it", async () => {
    const phone = await consenting(nextCode());
    town.world.telegram.faults.next(
      { method: "answerCallbackQuery" },
      {
        status: 400,
        description: "Bad Request: query is too old and response timeout expired or query ID is invalid",
      },
    );
    await town.does(phone.taps("Lanjut"));
    expect(phone.lastText()).toContain("1 dari 3");
    await town.does(phone.taps("Setuju"));
    expect(phone.lastText()).toContain("2 dari 3");
  });

  test("waits once for what Telegram asks for, and not again with each later tap", async () => {
    const phone = await consenting(nextCode());
    const wait = vi.spyOn(timers, "setTimeout");
    // For whoever has imported it by name.
    syncBuiltinESMExports();
    onTestFinished(() => {
      wait.mockRestore();
      syncBuiltinESMExports();
    });
    town.world.telegram.faults.next(
      { method: "editMessageText", chatId: phone.id },
      { status: 429, description: "Too Many Requests", parameters: { retry_after: SHORTLY } },
    );
    await town.does(phone.taps("Lanjut"));
    await town.does(phone.taps("Setuju"));
    await town.does(phone.taps("Setuju"));
    expect(phone.lastText()).toContain("3 dari 3");
    expect(wait.mock.calls.filter(([ms]) => ms === SHORTLY * 1000)).toHaveLength(1);
  });

  test("that a bad minute at Telegram ended says so, and its old button begins it again", async () => {
    const code = nextCode();
    const phone = await consenting(code);
    const outage = town.world.telegram.faults.next(
      { method: "editMessageText", chatId: phone.id },
      { status: 502, html: true },
      100,
    );
    await town.does(phone.taps("Lanjut"));
    outage.cancel();
    expect(phone.lastText()).toContain("ada gangguan");
    expect(phone.sees().at(-1)?.buttons.flat()).toMatchObject([{ label: "🆘 Butuh bantuan sekarang" }]);
    await town.does(phone.taps("Lanjut"));
    expect(phone.lastText()).toContain("Pilih bahasa");
    await finishes(code, phone);
  });

  test("of somebody who blocked the bot in the middle begins again with /start", async () => {
    const code = nextCode();
    const phone = await consenting(code);
    town.world.telegram.faults.next(
      { method: "editMessageText", chatId: phone.id },
      { status: 403, description: "Forbidden: bot was blocked by the user" },
    );
    await town.does(phone.taps("Lanjut"));
    await town.does(phone.blocksBot());
    await town.does(phone.unblocksBot());
    await town.does(phone.sends("/start"));
    await finishes(code, phone);
  });

  test("that hangs holds up nobody else", async () => {
    const phone = await consenting(nextCode());
    const { phone: bayu } = await someone();
    const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
    const held = town.world.telegram.faults.next({ chatId: phone.id }, { hang });
    await phone.taps("Lanjut");
    // The batch with that tap is under way by now.
    await vi.waitFor(() => expect(held.remaining()).toBe(0), PATIENCE);
    await bayu.taps("1");
    await bayu.waitsFor("Pertanyaan 2 dari 12", { withinMs: PATIENCE });
    expect(phone.lastText()).not.toContain("1 dari 3");
    letGo();
    await town.world.settle();
    expect(phone.lastText()).toContain("1 dari 3");
  });

  test("goes on where the next question is shown already, and Telegram says so to whoever shows it again", async () => {
    const code = nextCode();
    const phone = await consenting(code);
    town.world.telegram.faults.next(
      { method: "editMessageText", chatId: phone.id },
      { status: 500, afterEffect: true },
    );
    await town.does(phone.taps("Lanjut"));
    expect(phone.lastText()).toContain("1 dari 3");
    await town.does(phone.taps("Setuju"));
    expect(phone.lastText()).toContain("2 dari 3");
  });

  test("goes on in a new message where the old one is gone", async () => {
    const code = nextCode();
    const phone = await consenting(code);
    town.world.telegram.faults.next(
      { method: "editMessageText", chatId: phone.id },
      { status: 400, description: "Bad Request: message to edit not found" },
    );
    await town.does(phone.taps("Lanjut"));
    expect(phone.sees().at(-1)?.text).toContain("1 dari 3");
    await town.does(phone.taps("Setuju"));
    expect(phone.lastText()).toContain("2 dari 3");
  });

  test("an invitation that failed half-way leaves nothing behind and can be begun again", async () => {
    const staff = await town.world.db.staff.count();
    await town.does(team.dewi.sends("/menu"));
    const outage = town.world.telegram.faults.next(
      { method: "editMessageText", chatId: team.dewi.id },
      { status: 500 },
      100,
    );
    await town.does(team.dewi.taps("➕ Pendamping"));
    outage.cancel();
    expect(await town.world.db.staff.count()).toBe(staff);
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("➕ Pendamping"));
    await town.does(team.dewi.sends("Sari"));
    expect(await town.world.db.staff.count()).toBe(staff + 1);
  });
});

describe("updates", () => {
  test("the log says what to do about a second poller, and goes on when it is gone", async () => {
    const { phone } = await someone();
    const { apiRoot, token } = town.world.telegram;
    const other = await fetch(`${apiRoot}/bot${token}/getUpdates?timeout=0`);
    expect((await other.json()) as object).toMatchObject({ ok: true });
    await vi.waitFor(
      () => expect(errors().at(-1)).toContain("another process polls with this token; stop it"),
      PATIENCE,
    );
    await town.does(phone.taps("0"));
    expect(phone.lastText()).toContain("Pertanyaan 2 dari 12");
  });

  test.each(some)("come in again after %s", async (_, fault) => {
    const { phone } = await someone();
    town.world.telegram.faults.next({ method: "getUpdates" }, fault);
    await town.does(phone.taps("0"));
    await town.does(phone.taps("0"));
    expect(phone.lastText()).toContain("Pertanyaan 3 dari 12");
  });

  test("Telegram away at the start is waited for", async () => {
    town.world.telegram.faults.next({ method: "getMe" }, { status: 502, html: true });
    await town.world.restart();
    expect(town.log()).toContain("Telegram cannot be reached yet");
  });

  test("a token that was revoked is a loud line and the end of the process", async () => {
    const { phone } = await someone();
    town.world.telegram.faults.next({ method: "getUpdates" }, { status: 401, description: "Unauthorized" });
    expect(onFatal).not.toHaveBeenCalled();
    await phone.taps("0");
    await vi.waitFor(() => expect(onFatal).toHaveBeenCalledOnce(), PATIENCE);
    expect(errors().at(-1)).toContain("Telegram refuses BOT_TOKEN; get the current one from BotFather");
    expect(town.log()).not.toContain(town.world.telegram.token.split(":")[1]);
  });
});

import { Api } from "grammy";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../src/clock.ts";
import { createAmbush } from "../../../src/sandbox/simulator/ambush.ts";
import type { Ambushed } from "../../../src/sandbox/simulator/arrivals.ts";
import { startTelegram } from "../../../src/sandbox/telegram/telegram.ts";

const TOKEN = "110201543:simulated";

test("a process is killed while its message lies on the phone and the answer has not left yet", async () => {
  const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
  onTestFinished(async () => await telegram.stop());
  const api = new Api(TOKEN, { apiRoot: telegram.apiRoot });
  const rina = telegram.phone(5);
  await rina.sends("/start");
  const ambushed: Ambushed[] = [];
  const told: string[] = [];
  const subjects = new Map([
    [1, "words:an answer"],
    [2, "alert:7"],
    [3, "alert:7"],
  ]);
  let alive = false;
  const ambush = createAmbush({
    telegram,
    apps: {
      async kill(hands, way) {
        told.push(`${hands} killed ${way}: "${rina.lastText()}" on the phone, answered: ${answered}`);
        return !alive;
      },
    },
    hands: {
      holding: async (_chatId, subject) =>
        subject.startsWith("alert:") ? { id: subject, by: "victim" } : undefined,
    },
    arrivals: { subjectOf: () => subjects.get(sending) },
    onAmbushed: (message) => ambushed.push(message),
  });
  let sending = 0;
  let answered = false;
  const sends = async () => {
    sending += 1;
    answered = false;
    const { message_id: messageId } = await api.sendMessage(rina.id, `message ${sending}`);
    answered = true;
    await ambush.over();
    return messageId;
  };
  ambush.plan();
  ambush.plan();
  // In no outbox; then of a process that is gone: neither counts, both are answered, and the next one is waited for.
  await sends();
  expect(told).toEqual([]);
  alive = true;
  await sends();
  alive = false;
  const messageId = await sends();
  await sends();
  expect(told.at(-1)).toBe(
    'victim killed between sending and recording: "message 3" on the phone, answered: false',
  );
  expect(ambushed).toEqual([{ chatId: 5, messageId, id: "alert:7" }]);
});

test("called off it kills nobody, whether it waits for somebody to meet it or has just met one who is gone", async () => {
  const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
  onTestFinished(async () => await telegram.stop());
  const api = new Api(TOKEN, { apiRoot: telegram.apiRoot });
  await telegram.phone(5).sends("/start");
  const told: string[] = [];
  const asked = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<boolean>();
  let kills = async () => true;
  const ambush = createAmbush({
    telegram,
    apps: {
      async kill(hands) {
        told.push(hands);
        return await kills();
      },
    },
    hands: { holding: async () => ({ id: "1", by: "victim" }) },
    arrivals: { subjectOf: () => "alert:7" },
    onAmbushed: () => undefined,
  });
  ambush.plan();
  await ambush.callOff();
  await api.sendMessage(5, "after what was planned");
  expect(told).toEqual([]);

  kills = async () => {
    asked.resolve();
    return await gone.promise;
  };
  ambush.plan();
  const sending = api.sendMessage(5, "of a process that is gone");
  await asked.promise;
  const off = ambush.callOff();
  gone.resolve(false);
  await Promise.all([sending, off]);
  await api.sendMessage(5, "after what it would have waited for");
  expect(told).toEqual(["victim"]);

  kills = async () => true;
  ambush.plan();
  await api.sendMessage(5, "planned anew");
  await ambush.over();
  expect(told).toEqual(["victim", "victim"]);
});

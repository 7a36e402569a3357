import { Api } from "grammy";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../src/clock.ts";
import { type Ambushed, createAmbush } from "../../../src/sandbox/simulator/ambush.ts";
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

import { expect, test } from "vitest";
import { MovableClock } from "../../../src/sandbox/movable-clock.ts";
import type { SimulatedPeople } from "../../../src/sandbox/simulator/found-programmes.ts";
import type { Life } from "../../../src/sandbox/simulator/life.ts";
import { planDay } from "../../../src/sandbox/simulator/misfortunes.ts";
import type { Telegram } from "../../../src/sandbox/telegram/telegram.ts";
import { openAlertButton } from "../../../src/screens/callback-data.ts";

test("whoever pries tries alerts that are there now, not those of the first weeks", async () => {
  const tried: number[] = [];
  const shown = Array.from({ length: 90 }, (_, index) => ({
    buttons: [[{ label: "x", data: openAlertButton.pack({ alertId: index + 1 }) }]],
  }));
  const member = {
    ...{ name: "Rina", facts: { role: "coordinator" }, phone: { sees: () => shown } },
    pries: async (_: unknown, alertId: number) => void tried.push(alertId),
  };
  const people = { participants: [{ code: "BPN-001" }], staff: [member] } as unknown as SimulatedPeople;
  let which = 0;
  const life = {
    clock: new MovableClock(new Date("2026-11-23T00:00:00Z")),
    chance: (...words: readonly unknown[]) => {
      if (words.at(-1) === "alert") return which;
      return words.at(-1) === "pry" ? 0 : 0.99;
    },
    agenda: { plan: (_: Date, run: () => Promise<void>) => void acts.push(run) },
  } as unknown as Life;
  const acts: (() => Promise<void>)[] = [];
  planDay({ life, telegram: {} as Telegram, people, delays: 0, isFirstDay: false });
  for (which of [0, 0.999]) await acts[0]?.();
  expect(tried).toEqual([71, 90]);
});

import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { listen } from "../../../src/sandbox/simulator/acceptance.ts";
import { createAgenda } from "../../../src/sandbox/simulator/agenda.ts";
import { chanceOf } from "../../../src/sandbox/simulator/chance.ts";
import { Chronicle } from "../../../src/sandbox/simulator/chronicle.ts";
import { checkDeeds } from "../../../src/sandbox/simulator/deeds.ts";
import { habitOf } from "../../../src/sandbox/simulator/habit.ts";
import type { Life } from "../../../src/sandbox/simulator/life.ts";
import { SimulatedParticipant } from "../../../src/sandbox/simulator/participant.ts";
import { Record } from "../../../src/sandbox/simulator/record.ts";
import type { Phone } from "../../../src/sandbox/telegram/phone.ts";
import { buildTeam, enrol, type Team } from "../../support/team.ts";
import { startTown, type Town } from "../../support/town.ts";

let town: Town;
let team: Team;

beforeAll(async () => {
  town = await startTown();
  team = await buildTeam(town);
});
afterAll(async () => await town.close());

/** Somebody of the simulation on a phone of this town, and what the simulation expects of what they do. */
async function live(code: string) {
  const { telegram, clock, db } = town.world;
  const phone = await enrol(town, team, { code, releaseDate: "2026-08-01" });
  const { id } = await db.participant.findFirstOrThrow({ where: { code } });
  const record = new Record();
  const life: Life = {
    ...{ clock, record, agenda: createAgenda(), chance: chanceOf(1), chronicle: new Chronicle(clock) },
    ...{ doubles: false, held: new Set<number>(), silence: { current: undefined } },
  };
  const facts = {
    ...{ id, code, place: "BPN", zone: "Asia/Makassar", minute: 1170, habit: habitOf(chanceOf(1), code) },
    ...{ counselor: "Rina", backup: "Agus", nickname: `Kawan ${code}`, text: "apa kabar" },
  };
  const person = new SimulatedParticipant(life, facts, phone);
  // This Telegram serves those who come after, too.
  onTestFinished(
    telegram.subscribe((change) => {
      if (change.chatId === phone.id && (change.kind === "sent" || change.kind === "edited"))
        person.sees(change);
    }),
  );
  const onUpdate: typeof telegram.onUpdate = (listener) => {
    const end = telegram.onUpdate(listener);
    onTestFinished(end);
    return end;
  };
  listen({ onUpdate }, life, { participants: [person], staff: [] });
  return { person, record, phone };
}

test.each([
  ["pauses", async (person: SimulatedParticipant) => await person.pauses(3)],
  ["wants three a week", async (person: SimulatedParticipant) => await person.choosesRhythm("three-a-week")],
  ["withdraws", async (person: SimulatedParticipant) => await person.withdraws()],
  ["has everything deleted", async (person: SimulatedParticipant) => await person.erases()],
  ["locks the account", async (person: SimulatedParticipant) => await person.losesPhone()],
  ["asks for help", async (person: SimulatedParticipant) => await person.asksForHelp()],
  ["writes to the counselor", async (person: SimulatedParticipant) => await person.writes()],
])("who %s taps through what the bot shows, and it has its effect", async (what, act) => {
  const code = `BPN-0${10 + what.length}`;
  const { person, record } = await live(code);
  const { clock, db } = town.world;
  await town.does(act(person));
  const deeds = record.takeDeeds(clock.now(), clock.now());
  expect(deeds).toHaveLength(1);
  expect(await checkDeeds(db, deeds, clock.now(), { graceMs: 60_000, earlyMs: 0 })).toEqual([]);
});

test("who says what the bot shall call them is called so", async () => {
  const { person, phone } = await live("BPN-001");
  await town.does(person.saysNickname());
  await town.does(phone.sends("/menu"));
  expect(seen(phone)).toContain("Kawan BPN-001");
});

function seen(phone: Phone): string {
  return phone.sees().at(-1)?.text ?? "";
}

import type { Deps } from "../../deps.ts";
import { addDays, localDayAt } from "../../domain/calendar.ts";
import { goAway } from "../../people/go-away.ts";
import { identify } from "../../people/identify.ts";
import { readRoster } from "../../people/read-duty.ts";
import { between } from "./chance.ts";
import type { SimulatedPeople } from "./found-programmes.ts";
import type { Life } from "./life.ts";

const DAY = 86_400_000;

/** Shares of a person's days. */
const HELP = 0.002;
const PAUSE = 0.002;
const BLOCK = 0.001;
const WITHDRAW = 0.0002;
const ABSENCE = 0.01;
const STAFF_BLOCK = 0.002;

/** What happens to people beside the daily question, planned for the day that begins. */
export function planDay(deps: Deps, life: Life, { participants, staff }: SimulatedPeople): void {
  const { chance, agenda, clock } = life;
  const morning = clock.now();
  const day = morning.toISOString().slice(0, 10);
  const sometime = (who: string, what: string) =>
    new Date(morning.getTime() + Math.floor(chance(who, day, what, "when") * DAY));
  const happens = (who: string, what: string, share: number) => chance(who, day, what) < share;

  for (const person of participants) {
    const { code, phone } = person;
    const plan = (what: string, share: number, run: () => Promise<void>) => {
      if (happens(code, what, share)) agenda.plan(sometime(code, what), run);
    };
    plan("help", HELP, async () => await person.asksForHelp());
    plan("pause", PAUSE, async () => await person.pauses(between(chance(code, day, "days"), 1, 7)));
    plan("withdraw", WITHDRAW, async () => await person.withdraws());
    plan("block", BLOCK, async () => {
      await phone.blocksBot();
      agenda.plan(
        new Date(clock.now().getTime() + between(chance(code, day, "back"), 1, 5) * DAY),
        async () => await phone.unblocksBot(),
      );
    });
  }

  for (const { name, phone } of staff) {
    if (happens(name, "block", STAFF_BLOCK))
      agenda.plan(sometime(name, "block"), async () => {
        await phone.blocksBot();
        agenda.plan(new Date(clock.now().getTime() + DAY / 2), async () => {
          await phone.unblocksBot();
          await phone.sends("/menu");
        });
      });
    if (happens(name, "absence", ABSENCE))
      agenda.plan(sometime(name, "absence"), async () => await leave(deps, life, name, phone.id, day));
  }
}

/** With a stand-in two times out of three. */
async function leave(deps: Deps, { chance, clock }: Life, name: string, telegramId: number, day: string) {
  const person = await identify(deps.db, telegramId);
  if (person.kind !== "staff" || person.role !== "counselor") return;
  const now = clock.now();
  const roster = await readRoster(deps.db, person.programmeId, now);
  const others = roster.all.filter(({ id }) => id !== person.id);
  const cover = others[between(chance(name, day, "cover"), 0, Math.floor(others.length * 1.5))];
  const until = addDays(localDayAt(now, person.zone), between(chance(name, day, "until"), 1, 10));
  await goAway(deps, person, { until, coverId: cover?.id ?? null }, now);
}

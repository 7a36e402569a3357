import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import { lockProgramme } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import { calendarDate } from "../domain/calendar.ts";
import { type PhoneProblem, phoneProblem } from "../domain/phone-number.ts";
import type { CoordinatorPerson } from "../people/identify.ts";
import { settingsToChange } from "./read-settings.ts";
import { type CrisisNumber, MOST_NUMBERS, type ProgrammeSettings, parseSettings } from "./settings.ts";

export type NumbersChanged =
  | { readonly kind: "changed" }
  | { readonly kind: "invalid"; readonly problems: readonly string[] }
  /** It was removed meanwhile. */
  | { readonly kind: "unknown" }
  /** One has to go before another comes. */
  | { readonly kind: "too-many" }
  /** Whoever stands beside an overdose would be told to call, and not whom. */
  | { readonly kind: "last-emergency" };

/** "I have tried this number today and it works." */
export async function confirmNumber(
  deps: Pick<Deps, "db">,
  coordinator: CoordinatorPerson,
  numberId: string,
  now: Date,
): Promise<NumbersChanged> {
  const confirmedOn = calendarDate(now, coordinator.zone);
  return await changeNumber(deps, coordinator, { action: "confirm-number", numberId }, now, (number) => [
    { ...number, confirmedOn, confirmedBy: coordinator.id },
  ]);
}

/** A person of the programme who answers the phone. Still to be tried. */
export async function addHumanNumber(
  deps: Pick<Deps, "db">,
  coordinator: CoordinatorPerson,
  { label, number, hours }: { readonly label: string; readonly number: string; readonly hours: string },
  now: Date,
): Promise<NumbersChanged | { readonly kind: "no-number"; readonly why: PhoneProblem }> {
  const why = phoneProblem(number);
  if (why) return { kind: "no-number", why };
  const whatItIs = { id: "Orang dari programmu", en: "Somebody from your programme" };
  return await change(deps, coordinator, "add-number", now, ({ crisisNumbers: numbers }) => {
    if (numbers.length >= MOST_NUMBERS) return "too-many";
    return {
      crisisNumbers: [{ id: newId(numbers, now), kind: "human", label, number, hours, whatItIs }, ...numbers],
    };
  });
}

/** It does not answer any more. The last one for emergencies stays, and the last number of all. */
export async function removeNumber(
  deps: Pick<Deps, "db">,
  coordinator: CoordinatorPerson,
  numberId: string,
  now: Date,
): Promise<NumbersChanged> {
  return await changeNumber(
    deps,
    coordinator,
    { action: "remove-number", numberId },
    now,
    ({ kind }, all) => {
      const isLast = kind === "emergency" && all.filter((number) => number.kind === kind).length === 1;
      return isLast ? "last-emergency" : [];
    },
  );
}

/** Whether there is naloxone where the programme is: only then the card for an overdose speaks of it. */
export async function setNaloxone(
  deps: Pick<Deps, "db">,
  coordinator: CoordinatorPerson,
  naloxone: boolean,
  now: Date,
): Promise<NumbersChanged> {
  const action = naloxone ? "naloxone-available" : "naloxone-not-available";
  return await change(deps, coordinator, action, now, () => ({ naloxone }));
}

/** One that never was another number's: the buttons of an old message still carry that. */
function newId(numbers: readonly CrisisNumber[], now: Date): string {
  for (let at = now.getTime(); ; at++) {
    const id = `human-${at.toString(36)}`;
    if (!numbers.some((number) => number.id === id)) return id;
  }
}

async function changeNumber(
  deps: Pick<Deps, "db">,
  coordinator: CoordinatorPerson,
  { action, numberId }: { readonly action: string; readonly numberId: string },
  now: Date,
  how: (number: CrisisNumber, all: readonly CrisisNumber[]) => CrisisNumber[] | "last-emergency",
): Promise<NumbersChanged> {
  return await change(deps, coordinator, action, now, ({ crisisNumbers: numbers }) => {
    const index = numbers.findIndex(({ id }) => id === numberId);
    const number = numbers[index];
    if (!number) return "unknown";
    const instead = how(number, numbers);
    return typeof instead === "string" ? instead : { crisisNumbers: numbers.toSpliced(index, 1, ...instead) };
  });
}

async function change(
  { db }: Pick<Deps, "db">,
  { id, programmeId }: CoordinatorPerson,
  action: string,
  now: Date,
  how: (
    settings: ProgrammeSettings,
  ) => Partial<ProgrammeSettings> | "too-many" | "unknown" | "last-emergency",
): Promise<NumbersChanged> {
  return await inTransaction(db, async (tx): Promise<NumbersChanged> => {
    await lockProgramme(tx, programmeId);
    const { current, asStored } = await settingsToChange(tx, programmeId);
    const wanted = how(current);
    if (typeof wanted === "string") return { kind: wanted };
    const changed = parseSettings({ ...asStored, ...wanted });
    if (changed.kind === "invalid") return changed;
    await tx.programme.update({
      where: { id: programmeId },
      data: { settings: JSON.parse(JSON.stringify(changed.settings)) },
    });
    await audit(tx, { at: now, actor: `staff:${id}`, action, programmeId });
    return { kind: "changed" };
  });
}

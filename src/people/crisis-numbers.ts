import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import { lockProgramme } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import { calendarDate } from "../domain/calendar.ts";
import { type PhoneProblem, phoneProblem } from "../domain/phone-number.ts";
import { type CrisisNumber, MOST_NUMBERS, type ProgrammeSettings, parseSettings } from "../settings.ts";
import type { StaffPerson } from "./identify.ts";
import { readSettings } from "./read-settings.ts";

export type NumbersChanged =
  | { readonly kind: "changed" }
  | { readonly kind: "invalid"; readonly problems: readonly string[] }
  /** One has to go before another comes. */
  | { readonly kind: "too-many" };

/** "I have tried this number today and it works." */
export async function confirmNumber(
  deps: Pick<Deps, "db">,
  coordinator: StaffPerson,
  numberId: string,
  now: Date,
): Promise<NumbersChanged> {
  const confirmedOn = calendarDate(now, coordinator.zone);
  return await changeNumbers(deps, coordinator, "confirm-number", now, (numbers) =>
    numbers.map((number) =>
      number.id === numberId ? { ...number, confirmedOn, confirmedBy: coordinator.id } : number,
    ),
  );
}

/** A person of the programme who answers the phone. Still to be tried. */
export async function addHumanNumber(
  deps: Pick<Deps, "db">,
  coordinator: StaffPerson,
  { label, number, hours }: { readonly label: string; readonly number: string; readonly hours: string },
  now: Date,
): Promise<NumbersChanged | { readonly kind: "no-number"; readonly why: PhoneProblem }> {
  const why = phoneProblem(number);
  if (why) return { kind: "no-number", why };
  const whatItIs = { id: "Orang dari programmu", en: "Somebody from your programme" };
  return await change(deps, coordinator, "add-number", now, ({ crisisNumbers: numbers }) => {
    if (numbers.length >= MOST_NUMBERS) return "too-many";
    return {
      crisisNumbers: [{ id: freeId(numbers), kind: "human", label, number, hours, whatItIs }, ...numbers],
    };
  });
}

/** It does not answer any more. The last number of all stays. */
export async function removeNumber(
  deps: Pick<Deps, "db">,
  coordinator: StaffPerson,
  numberId: string,
  now: Date,
): Promise<NumbersChanged> {
  return await changeNumbers(deps, coordinator, "remove-number", now, (numbers) =>
    numbers.filter(({ id }) => id !== numberId),
  );
}

/** Whether there is naloxone where the programme is: only then the card for an overdose speaks of it. */
export async function setNaloxone(
  deps: Pick<Deps, "db">,
  coordinator: StaffPerson,
  naloxone: boolean,
  now: Date,
): Promise<NumbersChanged> {
  const action = naloxone ? "naloxone-available" : "naloxone-not-available";
  return await change(deps, coordinator, action, now, () => ({ naloxone }));
}

function freeId(numbers: readonly CrisisNumber[]): string {
  for (let count = 1; ; count++) {
    const id = `human-${count}`;
    if (!numbers.some((number) => number.id === id)) return id;
  }
}

async function changeNumbers(
  deps: Pick<Deps, "db">,
  coordinator: StaffPerson,
  action: string,
  now: Date,
  how: (numbers: readonly CrisisNumber[]) => readonly CrisisNumber[],
): Promise<NumbersChanged> {
  return await change(deps, coordinator, action, now, ({ crisisNumbers }) => ({
    crisisNumbers: [...how(crisisNumbers)],
  }));
}

async function change(
  { db }: Pick<Deps, "db">,
  { id, programmeId }: StaffPerson,
  action: string,
  now: Date,
  how: (settings: ProgrammeSettings) => Partial<ProgrammeSettings> | "too-many",
): Promise<NumbersChanged> {
  return await inTransaction(db, async (tx): Promise<NumbersChanged> => {
    await lockProgramme(tx, programmeId);
    const settings = await readSettings(tx, programmeId);
    const wanted = how(settings);
    if (wanted === "too-many") return { kind: wanted };
    const changed = parseSettings({ ...settings, ...wanted });
    if (changed.kind === "invalid") return changed;
    await tx.programme.update({
      where: { id: programmeId },
      data: { settings: JSON.parse(JSON.stringify(changed.settings)) },
    });
    await audit(tx, { at: now, actor: `staff:${id}`, action, programmeId });
    return { kind: "changed" };
  });
}

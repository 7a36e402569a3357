import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { calendarDate } from "../domain/calendar.ts";
import { type CrisisNumber, parseSettings } from "../settings.ts";
import type { StaffPerson } from "./identify.ts";
import { readSettings } from "./read-settings.ts";

export type NumbersChanged =
  | { readonly kind: "changed"; readonly numbers: readonly CrisisNumber[] }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/** "I have tried this number today and it works." */
export async function confirmNumber(
  deps: Pick<Deps, "db">,
  coordinator: StaffPerson,
  numberId: string,
  now: Date,
): Promise<NumbersChanged> {
  const confirmedOn = calendarDate(now, coordinator.zone);
  return await change(deps, coordinator, "confirm-number", now, (numbers) =>
    numbers.map((number) =>
      number.id === numberId ? { ...number, confirmedOn, confirmedBy: coordinator.id } : number,
    ),
  );
}

/** A person of the programme who answers the phone. */
export async function addHumanNumber(
  deps: Pick<Deps, "db">,
  coordinator: StaffPerson,
  { label, number, hours }: { readonly label: string; readonly number: string; readonly hours: string },
  now: Date,
): Promise<NumbersChanged> {
  const whatItIs = { id: "Orang dari programmu", en: "Somebody from your programme" };
  return await change(deps, coordinator, "add-number", now, (numbers) => [
    { id: `human-${numbers.length + 1}`, kind: "human", label, number, hours, whatItIs },
    ...numbers,
  ]);
}

async function change(
  { db }: Pick<Deps, "db">,
  { id, programmeId }: StaffPerson,
  action: string,
  now: Date,
  how: (numbers: readonly CrisisNumber[]) => readonly CrisisNumber[],
): Promise<NumbersChanged> {
  return await inTransaction(db, async (tx): Promise<NumbersChanged> => {
    await tx.$queryRaw`SELECT id FROM programmes WHERE id = ${programmeId} FOR NO KEY UPDATE`;
    const settings = await readSettings(tx, programmeId);
    const changed = parseSettings({ ...settings, crisisNumbers: how(settings.crisisNumbers) });
    if (changed.kind === "invalid") return changed;
    await tx.programme.update({
      where: { id: programmeId },
      data: { settings: JSON.parse(JSON.stringify(changed.settings)) },
    });
    await audit(tx, { at: now, actor: `staff:${id}`, action, programmeId });
    return { kind: "changed", numbers: changed.settings.crisisNumbers };
  });
}

import { inTransaction } from "../../src/db/client.ts";
import { enrolStaff } from "../../src/people/enrol-staff.ts";
import { identify, isCoordinatorPerson } from "../../src/people/identify.ts";
import { redeemInvite } from "../../src/people/redeem-invite.ts";
import { addHumanNumber, confirmNumber } from "../../src/programme/crisis-numbers.ts";
import { readSettings } from "../../src/programme/read-settings.ts";
import { enrolAtOnce } from "../../src/sandbox/enrol-at-once.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import type { Town } from "../support/town.ts";
import { RELEASED } from "./model.ts";

/** One participant, two who answer for them, and the app between. */
export interface Real {
  readonly town: Town;
  readonly bayu: Phone;
  readonly rina: Phone;
  readonly agus: Phone;
}

export const FIRST_PROMPT = new Date("2026-11-23T19:00:00+08:00");

/** The same as the dialogues do, without the taps: a history is to be short. */
export async function foundTown(town: Town): Promise<Real> {
  const { deps } = town.world.app;
  const { db, clock } = town.world;
  const now = clock.now();
  const { id: programmeId } = await db.programme.findFirstOrThrow();
  const join = async (role: "counselor" | "coordinator", name: string) => {
    const phone = town.phone(name);
    await town.does(phone.sends("/start"));
    const { token } = await inTransaction(db, async (tx) =>
      enrolStaff(tx, { programmeId, role, name, actor: "operator" }, now),
    );
    await redeemInvite(deps, { token, telegramId: phone.id }, now);
    const person = await identify(db, phone.id);
    if (person.kind !== "staff") throw new Error(`${name} is not linked`);
    return { phone, person };
  };
  const { person: dewi } = await join("coordinator", "Dewi");
  if (!isCoordinatorPerson(dewi)) throw new Error("Dewi is no coordinator");
  const rina = await join("counselor", "Rina");
  const agus = await join("counselor", "Agus");
  const human = { label: "Bu Dewi", number: "0812-3456-7890", hours: "08.00–20.00" };
  await addHumanNumber(deps, dewi, human, now);
  const { crisisNumbers } = await readSettings(db, programmeId);
  for (const { id } of crisisNumbers) await confirmNumber(deps, dewi, id, now);
  const bayu = town.phone("Bayu");
  await town.does(bayu.sends("/start"));
  await enrolAtOnce(
    deps,
    dewi,
    {
      code: "BPN-001",
      telegramId: bayu.id,
      counselorId: rina.person.id,
      backupId: agus.person.id,
      releaseDate: RELEASED,
      minute: 19 * 60,
      summary: true,
    },
    now,
  );
  return { town, bayu, rina: rina.phone, agus: agus.phone };
}

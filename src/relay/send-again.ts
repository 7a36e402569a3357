import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { ParticipantPerson, StaffPerson } from "../people/identify.ts";
import { readInCharge } from "./in-charge.ts";
import { post } from "./post.ts";
import { mayWrite, type SentToParticipant } from "./send-to-participant.ts";
import type { SentToStaff } from "./send-to-staff.ts";

export type SentAgain = Exclude<SentToParticipant | SentToStaff, { readonly kind: "changed" }>;

/** The author's "try again" for a message that did not get through; `confirmationId` is the tapped message. */
export async function sendAgain(
  { db }: Pick<Deps, "db">,
  person: ParticipantPerson | StaffPerson,
  { relayId, confirmationId }: { readonly relayId: number; readonly confirmationId: number },
  now: Date,
): Promise<SentAgain> {
  const fromParticipant = person.kind === "participant";
  return await inTransaction(db, async (tx): Promise<SentAgain> => {
    const relay = await tx.relayMessage.findFirst({
      where: {
        id: relayId,
        fromParticipant,
        ...(fromParticipant ? { participantId: person.id } : { staffId: person.id }),
      },
      include: { participant: true, outbox: { where: { kind: "relay" }, orderBy: { id: "desc" }, take: 1 } },
    });
    if (!relay) return { kind: "unknown" };
    const { participant, outbox } = relay;
    const state = outbox[0]?.state;
    if (state === "pending" || state === "sent") return { kind: "already" };
    let { staffId } = relay;
    if (person.kind === "staff") {
      const allowed = await mayWrite(tx, person, participant.id, now);
      if (allowed.kind !== "may") return allowed;
    } else {
      if (participant.status !== "active") return { kind: "not-taking-part", code: participant.code };
      const { addressee } = await readInCharge(tx, participant, now);
      if (!addressee) return { kind: "nobody" };
      staffId = addressee.id;
      await tx.relayMessage.update({ where: { id: relayId }, data: { staffId } });
    }
    await post(tx, { ...relay, staffId }, now, confirmationId);
    return { kind: "sending" };
  });
}

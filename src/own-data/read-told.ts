import { openCauses } from "../alerts/causes.ts";
import { contactedBy, STAFF_ACTS, wasTaken } from "../alerts/staff-acts.ts";
import type { AlertState } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { everyQuestion, type Localised } from "../domain/instrument.ts";
import type { Reason } from "../domain/reason.ts";

/** One time that somebody was told about this person. */
export interface ToldTime {
  readonly at: Date;
  readonly reasons: readonly Reason[];
  /** In the order in which it reached them. */
  readonly told: readonly { readonly name: string; readonly at: Date }[];
  /** Who it was is no longer kept. */
  readonly toldForgotten: boolean;
  readonly takenBy: string | undefined;
  /** Who has spoken with them, whoever has it now. */
  readonly contactedBy: string | undefined;
  /** Somebody has had it before. */
  readonly wasTaken: boolean;
  readonly state: AlertState;
  readonly outcome: string | null;
}

export interface WhyTold {
  readonly times: readonly ToldTime[];
  readonly nameOf: (questionId: string) => Localised | undefined;
}

/** Why people were told, who, when, and what came of it: the newest `most`, newest first. */
export async function readWhyTold(
  { db, sealer, instruments }: Pick<Deps, "db" | "sealer" | "instruments">,
  participantId: number,
  most: number,
): Promise<WhyTold> {
  const alerts = await db.alert.findMany({
    where: { participantId },
    orderBy: { id: "desc" },
    take: most,
    include: {
      holder: { select: { id: true, name: true } },
      events: STAFF_ACTS,
      outbox: {
        where: { kind: "alert", state: "sent" },
        orderBy: { sentAt: "asc" },
        select: { sentAt: true, staff: { select: { id: true, name: true } } },
      },
    },
  });
  const questions = [...instruments.values()].flatMap((instrument) => everyQuestion(instrument));
  return {
    times: alerts.map((alert): ToldTime => {
      const { openedAt, toldAt, reasons, holder, state, outcome, outbox } = alert;
      // Retention empties the reasons of old alerts.
      const causes = reasons.length > 0 ? openCauses(sealer, participantId, reasons) : [];
      const first = new Map(
        outbox
          .toReversed()
          .flatMap(({ staff, sentAt }) =>
            staff && sentAt ? [[staff.id, { name: staff.name, at: sentAt }]] : [],
          ),
      );
      return {
        at: openedAt,
        reasons: causes.flatMap((cause) => cause.reasons),
        told: [...first.values()].toSorted((a, b) => a.at.getTime() - b.at.getTime()),
        toldForgotten: first.size === 0 && toldAt !== null,
        takenBy: holder?.name,
        contactedBy: contactedBy(alert)?.name,
        wasTaken: wasTaken(alert),
        state,
        outcome,
      };
    }),
    nameOf: (questionId) => questions.find(({ id }) => id === questionId)?.name,
  };
}

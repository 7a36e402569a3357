import type { Prisma } from "../db/generated/client.ts";
import type { AlertState } from "../db/generated/enums.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { AlertEventKind } from "./record-event.ts";

/** By which somebody has it. */
const HELD = ["taken", "talked", "no-answer"] as const satisfies readonly AlertEventKind[];

/** What members of staff did about an alert, the newest first: a relation to read with it. */
export const STAFF_ACTS = {
  where: {
    OR: [{ kind: { in: [...HELD] } }, { kind: { startsWith: "closed-" } }],
  },
  orderBy: { id: "desc" },
  select: { kind: true, at: true, actor: { select: { id: true, name: true } } },
} satisfies Prisma.Alert$eventsArgs;

interface StaffAct {
  readonly kind: string;
  readonly at: Date;
  readonly actor: { readonly id: number; readonly name: string } | null;
}

interface Acted {
  readonly contactedAt: Date | null;
  readonly holder: StaffAct["actor"];
  readonly events: readonly StaffAct[];
}

/**
 * Who said of the contact that stands that they have spoken, which whoever has the alert now may not have. Whoever has it
 * where no such word is known; null where there was no contact.
 */
export function contactedBy({ contactedAt, holder, events }: Acted): StaffAct["actor"] {
  if (contactedAt === null) return null;
  const then = events.filter(({ at }) => at.getTime() === contactedAt.getTime());
  // Whoever ends an alert without having said so before says it with that.
  const said =
    then.find(({ kind }) => kind === "talked") ?? then.find(({ kind }) => kind.startsWith("closed-"));
  return said?.actor ?? holder;
}

/** Whose name stands beside its state: who has it, or had it last; of words that were exchanged, who spoke. */
export function namedBeside(
  alert: Acted & { readonly state: AlertState; readonly outcome: string | null },
): StaffAct["actor"] {
  const { state, outcome, holder } = alert;
  const tellsOfWords =
    state === "contacted" || (state === "closed" && outcome === ("talked" satisfies Outcome));
  return tellsOfWords ? contactedBy(alert) : holder;
}

/** When somebody last tried, and did not get through. */
export function lastTriedAt({ events }: Pick<Acted, "events">): Date | undefined {
  return events.find(({ kind }) => kind === "no-answer")?.at;
}

/** Whether somebody has had it, if nobody has it now. */
export function wasTaken({ events }: { readonly events: readonly Pick<StaffAct, "kind">[] }): boolean {
  return events.some(({ kind }) => HELD.some((held) => held === kind));
}

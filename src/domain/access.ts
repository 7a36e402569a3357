/** How somebody of staff stands to a participant of their own programme, now. Of other programmes there is none. */
export type Relation =
  | "counselor"
  | "backup"
  /** On duty for the counselor, who is away. */
  | "counselor-stand-in"
  /** On duty for the backup, who is away. */
  | "backup-stand-in"
  /** Has taken the alert in question, which is not closed: to finish what they began, and no longer. */
  | "holder"
  | "coordinator";

export const participantStatuses = [
  "invited",
  "consenting",
  "active",
  "declined",
  "withdrawn",
  "frozen",
] as const;
/** How a participant stands to the programme; an erased one is not there at all. */
export type ParticipantStatus = (typeof participantStatuses)[number];

interface Rule {
  readonly by: readonly Relation[];
  readonly of: readonly ParticipantStatus[];
}

const counselling: readonly Relation[] = ["counselor", "counselor-stand-in"];
const caring: readonly Relation[] = [...counselling, "backup", "backup-stand-in"];
/** Whoever has left and is asked anew, after a mere /start, has not given back yet what they took. */
const sharing: readonly ParticipantStatus[] = ["active", "frozen"];

/**
 * What staff may do with a participant: because of which relation, and while the participant stands how.
 * Coordinators arrange who looks after whom; answers, notes, pictures and messages are none of theirs. Of an alert that they open
 * they see its tier and the totals of the other days.
 */
export const policy = {
  /** Picture, answers, earlier alerts, notes, a plan that is shared, and why a day was amber. */
  "read-case": { by: counselling, of: sharing },
  /** The person's own plan, which they also have to have shared. */
  "read-plan": { by: counselling, of: sharing },
  /** That they were released and are to be called, also where they never opened their link. */
  "call-released": { by: counselling, of: ["invited", ...sharing] },
  /** The line in the list of one's own people; whoever left stays on it while an alert is open. */
  "list-case": { by: counselling, of: participantStatuses },
  /** The person's page, a note, an extra check-in: what a counselor does with their own people. */
  "work-case": { by: counselling, of: participantStatuses },
  /** Fewer alerts for a while. */
  quieten: { by: caring, of: participantStatuses },
  /** To see an alert, take it, and say what came of it. */
  "handle-alert": { by: [...caring, "holder", "coordinator"], of: participantStatuses },
  /** Why somebody is told, where it rests on what they answered or said. */
  "read-reasons": { by: caring, of: participantStatuses },
  /** To read what the person wrote, and to write to them. */
  relay: { by: caring, of: participantStatuses },
  /** To lock the account; a refusal must not show by this being gone. */
  freeze: { by: [...counselling, "coordinator"], of: ["consenting", "active", "declined"] },
  /** Code, counselor, release date and state; who was sent what and when, without content. */
  "read-desk": { by: ["coordinator"], of: participantStatuses },
  assign: { by: ["coordinator"], of: participantStatuses },
  "correct-release": { by: ["coordinator"], of: participantStatuses },
  reinvite: { by: ["coordinator"], of: participantStatuses.filter((status) => status !== "active") },
  "note-paper": { by: ["coordinator"], of: ["invited"] },
  erase: { by: ["coordinator"], of: participantStatuses },
} as const satisfies Readonly<Record<string, Rule>>;

export type Action = keyof typeof policy;
export const actions = Object.keys(policy) as readonly Action[];

export function may(action: Action, relations: ReadonlySet<Relation>, status: ParticipantStatus): boolean {
  return anybodyMay(action, status) && policy[action].by.some((relation) => relations.has(relation));
}

/** Otherwise its button is not worth showing. */
export function anybodyMay(action: Action, status: ParticipantStatus): boolean {
  const rule: Rule = policy[action];
  return rule.of.includes(status);
}

export interface Assignment {
  readonly programmeId: number;
  readonly counselorId: number | null;
  readonly backupId: number | null;
}

export interface Actor {
  readonly id: number;
  readonly programmeId: number;
  readonly role: "counselor" | "coordinator";
}

/** `standsInFor`: whose work the actor does now because they are away. */
export function relationsOf(
  actor: Actor,
  standsInFor: readonly number[],
  person: Assignment & { readonly holderId?: number | null },
): ReadonlySet<Relation> {
  const relations = new Set<Relation>();
  if (actor.programmeId !== person.programmeId) return relations;
  const covers = (id: number | null) => id !== null && standsInFor.includes(id);
  if (person.counselorId === actor.id) relations.add("counselor");
  if (person.backupId === actor.id) relations.add("backup");
  if (covers(person.counselorId)) relations.add("counselor-stand-in");
  if (covers(person.backupId)) relations.add("backup-stand-in");
  if (person.holderId === actor.id) relations.add("holder");
  if (actor.role === "coordinator") relations.add("coordinator");
  return relations;
}

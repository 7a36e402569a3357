type Row = Readonly<Record<string, unknown>>;

/** A column of sealed values. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Other columns of the row that the context is made of. */
  readonly reads: readonly string[];
  /** What a value of this row is bound to. */
  readonly context: (row: Row) => string;
  /** What is done with rows whose key is lost for good. */
  readonly discard: string;
}

/** What each sealed value is bound to: it opens in no other place. */
export const sealContext = {
  answer: (checkInId: number, questionId: string): string => `answer:${checkInId}:${questionId}`,
  causes: (participantId: number): string => `alert-causes:${participantId}`,
  note: (participantId: number): string => `note:${participantId}`,
  relay: (participantId: number, sourceMessageId: number): string =>
    `relay:${participantId}:${sourceMessageId}`,
  conversation: (key: string): string => `conversation:${key}`,
  nickname: (participantId: number): string => `nickname:${participantId}`,
  planPart: (participantId: number, part: string): string => `plan:${participantId}:${part}`,
  auditChain: (chain: number): string => `audit-chain:${chain}`,
};

const answer = ({ check_in_id, question_id }: Row): string =>
  sealContext.answer(Number(check_in_id), String(question_id));

/** Every sealed column: key rotation and the check of keys go by this list. An empty value is no sealed value. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    table: "answers",
    column: "sealed",
    reads: ["check_in_id", "question_id"],
    context: answer,
    discard: "UPDATE answers SET sealed = NULL, skipped = true",
  },
  {
    table: "answer_revisions",
    column: "sealed",
    reads: ["check_in_id", "question_id"],
    context: answer,
    discard: "UPDATE answer_revisions SET sealed = NULL, skipped = true",
  },
  {
    table: "alerts",
    column: "reasons",
    reads: ["participant_id"],
    context: (row) => sealContext.causes(Number(row.participant_id)),
    discard: "UPDATE alerts SET reasons = ''",
  },
  {
    table: "notes",
    column: "sealed",
    reads: ["participant_id"],
    context: (row) => sealContext.note(Number(row.participant_id)),
    discard: "DELETE FROM notes",
  },
  {
    table: "relay_messages",
    column: "sealed",
    reads: ["participant_id", "source_message_id"],
    context: (row) => sealContext.relay(Number(row.participant_id), Number(row.source_message_id)),
    discard: "DELETE FROM relay_messages",
  },
  {
    table: "conversation_states",
    column: "sealed",
    reads: ["key"],
    context: (row) => sealContext.conversation(String(row.key)),
    discard: "DELETE FROM conversation_states",
  },
  {
    table: "participants",
    column: "nickname",
    reads: ["id"],
    context: (row) => sealContext.nickname(Number(row.id)),
    discard: "UPDATE participants SET nickname = NULL",
  },
  {
    table: "plan_parts",
    column: "sealed",
    reads: ["participant_id", "part"],
    context: (row) => sealContext.planPart(Number(row.participant_id), String(row.part)),
    discard: "DELETE FROM plan_parts",
  },
  {
    table: "audit_chains",
    column: "key",
    reads: ["id"],
    context: (row) => sealContext.auditChain(Number(row.id)),
    discard: "UPDATE audit_chains SET key = ''",
  },
];

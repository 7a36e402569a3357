-- CreateEnum
CREATE TYPE "consent_manner" AS ENUM ('bot', 'paper');

-- AlterEnum
ALTER TYPE "participant_status" ADD VALUE 'frozen';

-- AlterTable
ALTER TABLE "consents" ADD COLUMN     "manner" "consent_manner" NOT NULL DEFAULT 'bot';

-- AlterTable
ALTER TABLE "participants" ADD COLUMN     "nickname" BYTEA,
ALTER COLUMN "id" SET DEFAULT (((1)::double precision + floor((random() * (999999998)::double precision))))::integer;
DROP SEQUENCE "participants_id_seq";

-- CreateTable
CREATE TABLE "locks" (
    "participant_id" INTEGER NOT NULL,
    "word" BYTEA NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "tries" SMALLINT NOT NULL DEFAULT 0,
    "tries_since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "locks_pkey" PRIMARY KEY ("participant_id")
);

-- CreateTable
CREATE TABLE "chat_messages" (
    "participant_id" INTEGER NOT NULL,
    "message_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chat_messages_pkey" PRIMARY KEY ("participant_id","message_id")
);

-- CreateTable
CREATE TABLE "tombstones" (
    "participant_id" INTEGER NOT NULL,
    "programme_id" INTEGER NOT NULL,
    "month" DATE NOT NULL,

    CONSTRAINT "tombstones_pkey" PRIMARY KEY ("participant_id")
);

-- CreateIndex
CREATE INDEX "chat_messages_at_idx" ON "chat_messages"("at");

-- CreateIndex
CREATE INDEX "tombstones_programme_id_idx" ON "tombstones"("programme_id");

-- CreateIndex
CREATE INDEX "conversation_states_updated_at_idx" ON "conversation_states"("updated_at");

-- AddForeignKey
ALTER TABLE "locks" ADD CONSTRAINT "locks_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tombstones" ADD CONSTRAINT "tombstones_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "programmes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The ledger of consents only grows. Its entries go with the person, when the person is erased.
CREATE FUNCTION refuse_change_of_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM participants WHERE id = OLD.participant_id) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'consents are append-only';
END $$;

CREATE TRIGGER consents_append_only BEFORE UPDATE OR DELETE ON consents
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_consent();

CREATE TRIGGER consents_never_truncated BEFORE TRUNCATE ON consents
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_consent();

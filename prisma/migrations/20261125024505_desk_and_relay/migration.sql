-- CreateEnum
CREATE TYPE "relay_kind" AS ENUM ('text', 'photo', 'voice');

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "relay_id" INTEGER;

-- AlterTable
ALTER TABLE "staff" ADD COLUMN     "away_until" DATE,
ADD COLUMN     "cover_id" INTEGER;

-- CreateTable
CREATE TABLE "notes" (
    "id" SERIAL NOT NULL,
    "participant_id" INTEGER NOT NULL,
    "author_id" INTEGER,
    "sealed" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "relay_messages" (
    "id" SERIAL NOT NULL,
    "update_id" INTEGER NOT NULL,
    "participant_id" INTEGER NOT NULL,
    "staff_id" INTEGER NOT NULL,
    "from_participant" BOOLEAN NOT NULL,
    "kind" "relay_kind" NOT NULL,
    "sealed" BYTEA NOT NULL,
    "source_message_id" INTEGER NOT NULL,
    "reply_to_id" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "relay_messages_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "notes_participant_id_at_idx" ON "notes"("participant_id", "at");

-- CreateIndex
CREATE INDEX "notes_author_id_idx" ON "notes"("author_id");

-- CreateIndex
CREATE INDEX "relay_messages_participant_id_at_idx" ON "relay_messages"("participant_id", "at");

-- CreateIndex
CREATE INDEX "relay_messages_staff_id_idx" ON "relay_messages"("staff_id");

-- CreateIndex
CREATE INDEX "relay_messages_reply_to_id_idx" ON "relay_messages"("reply_to_id");

-- CreateIndex
CREATE UNIQUE INDEX "relay_messages_update_id_source_message_id_key" ON "relay_messages"("update_id", "source_message_id");

-- CreateIndex
CREATE INDEX "outbox_relay_id_idx" ON "outbox"("relay_id");

-- CreateIndex
CREATE INDEX "staff_cover_id_idx" ON "staff"("cover_id");

-- AddForeignKey
ALTER TABLE "staff" ADD CONSTRAINT "staff_cover_id_fkey" FOREIGN KEY ("cover_id") REFERENCES "staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_relay_id_fkey" FOREIGN KEY ("relay_id") REFERENCES "relay_messages"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notes" ADD CONSTRAINT "notes_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notes" ADD CONSTRAINT "notes_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relay_messages" ADD CONSTRAINT "relay_messages_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relay_messages" ADD CONSTRAINT "relay_messages_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relay_messages" ADD CONSTRAINT "relay_messages_reply_to_id_fkey" FOREIGN KEY ("reply_to_id") REFERENCES "relay_messages"("id") ON DELETE SET NULL ON UPDATE CASCADE;

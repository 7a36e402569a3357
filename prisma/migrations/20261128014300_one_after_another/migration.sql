-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "sequence" TEXT;

-- CreateIndex
CREATE INDEX "outbox_sequence_idx" ON "outbox"("sequence") WHERE (state = 'pending'::outbox_state);

-- AlterTable
ALTER TABLE "check_ins" ADD COLUMN     "wish_met_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "check_ins_unseen_amber_idx" ON "check_ins"("participant_id") WHERE ((tier = 'amber'::tier) AND (amber_seen_at IS NULL));

-- DropIndex
DROP INDEX "check_ins_unjudged_idx";

-- CreateIndex
CREATE INDEX "check_ins_unalarmed_idx" ON "check_ins"("closes_at") WHERE ((state = 'closed'::check_in_state) AND ((tier IS NULL) OR (tier = 'amber'::tier)));

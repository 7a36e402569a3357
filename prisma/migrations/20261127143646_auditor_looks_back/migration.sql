-- CreateIndex
CREATE INDEX "check_ins_hard_idx" ON "check_ins"("closes_at") WHERE (tier = ANY (ARRAY['orange'::tier, 'red'::tier]));

-- CreateIndex
CREATE INDEX "check_ins_unjudged_idx" ON "check_ins"("closes_at") WHERE ((state = 'closed'::check_in_state) AND (tier IS NULL));

-- CreateIndex
CREATE INDEX "outbox_failed_idx" ON "outbox"("intended_at") WHERE (state = 'failed'::outbox_state);

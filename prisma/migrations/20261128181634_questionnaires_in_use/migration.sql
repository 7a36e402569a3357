-- CreateIndex
CREATE INDEX "check_ins_instrument_closes_at_idx" ON "check_ins"("instrument", "closes_at");

-- CreateIndex
CREATE INDEX "alerts_told_at_idx" ON "alerts"("told_at") WHERE ("told_at" IS NOT NULL);

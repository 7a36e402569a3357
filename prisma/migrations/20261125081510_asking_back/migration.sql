-- AlterTable
ALTER TABLE "alerts" ADD COLUMN     "ask_back_at" TIMESTAMPTZ(3),
ADD COLUMN     "asked_back" SMALLINT NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "alerts_ask_back_at_idx" ON "alerts"("ask_back_at") WHERE ("ask_back_at" IS NOT NULL);

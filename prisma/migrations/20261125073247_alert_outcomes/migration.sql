-- AlterTable
ALTER TABLE "alerts" ADD COLUMN     "agreed_at" TIMESTAMPTZ(3),
ADD COLUMN     "follow_up_at" TIMESTAMPTZ(3),
ADD COLUMN     "referred_to" TEXT,
ADD COLUMN     "seen_at" TIMESTAMPTZ(3),
ADD COLUMN     "stayed_at" TIMESTAMPTZ(3),
ADD COLUMN     "told_at" TIMESTAMPTZ(3),
ADD COLUMN     "unconnected_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "check_ins" ADD COLUMN     "amber_seen_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "alerts_follow_up_at_idx" ON "alerts"("follow_up_at") WHERE ("follow_up_at" IS NOT NULL);

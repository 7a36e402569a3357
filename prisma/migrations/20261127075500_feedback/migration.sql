-- AlterTable
ALTER TABLE "check_ins" ADD COLUMN     "feedback_fits" BOOLEAN,
ADD COLUMN     "tidy_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "check_ins_tidy_at_idx" ON "check_ins"("tidy_at") WHERE ("tidy_at" IS NOT NULL);

-- AlterTable
ALTER TABLE "programmes" ADD COLUMN     "coverage_due_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "programmes_coverage_due_at_idx" ON "programmes"("coverage_due_at");

-- A programme from before this column looks at once and then every day.
UPDATE "programmes" SET "coverage_due_at" = now();

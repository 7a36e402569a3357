-- AlterTable
ALTER TABLE "programmes" ADD COLUMN     "purge_due_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "programmes_purge_due_at_idx" ON "programmes"("purge_due_at");

-- A programme from before this column is looked through at once and then every night.
UPDATE "programmes" SET "purge_due_at" = now();

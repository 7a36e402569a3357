-- AlterTable
ALTER TABLE "alerts" ADD COLUMN     "contact_due_at" TIMESTAMPTZ(3),
ADD COLUMN     "waiting_since" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "alerts_contact_due_at_idx" ON "alerts"("contact_due_at") WHERE ("contact_due_at" IS NOT NULL);

-- Alerts that wait already are looked at by the next tick.
UPDATE "alerts" SET "contact_due_at" = now() WHERE "state" NOT IN ('contacted', 'closed');

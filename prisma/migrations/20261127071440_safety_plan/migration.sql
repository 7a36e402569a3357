-- AlterEnum
ALTER TYPE "consent_purpose" ADD VALUE 'plan';

-- CreateTable
CREATE TABLE "plan_parts" (
    "participant_id" INTEGER NOT NULL,
    "part" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "plan_parts_pkey" PRIMARY KEY ("participant_id","part")
);

-- CreateIndex
CREATE INDEX "plan_parts_updated_at_idx" ON "plan_parts"("updated_at");

-- AddForeignKey
ALTER TABLE "plan_parts" ADD CONSTRAINT "plan_parts_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

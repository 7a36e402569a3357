-- AlterTable
ALTER TABLE "participants" ADD COLUMN     "expected_total" SMALLINT,
ADD COLUMN     "expected_until" DATE,
ADD COLUMN     "snoozed_until" DATE;

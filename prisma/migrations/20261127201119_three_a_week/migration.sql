-- AlterTable
ALTER TABLE "check_ins" ADD COLUMN     "unplanned" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "participants" ADD COLUMN     "three_a_week_since" DATE;

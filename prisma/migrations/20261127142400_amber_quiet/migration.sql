-- AlterTable
ALTER TABLE "check_ins" ADD COLUMN     "amber_quiet" BOOLEAN NOT NULL DEFAULT false;

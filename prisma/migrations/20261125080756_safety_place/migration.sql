-- AlterTable
ALTER TABLE "check_ins" ADD COLUMN     "safety" TEXT;

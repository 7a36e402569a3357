-- AlterTable
ALTER TABLE "alerts" ADD COLUMN     "told_after" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "outbox" ALTER COLUMN "attempts" SET DATA TYPE INTEGER;

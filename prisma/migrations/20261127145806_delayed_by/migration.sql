-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "delayed_by" TEXT;

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "meant_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "notes" ADD COLUMN     "source_message_id" INTEGER;

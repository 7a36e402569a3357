-- AlterTable
ALTER TABLE "staff" ADD COLUMN     "return_again_at" TIMESTAMPTZ(3);

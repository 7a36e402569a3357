-- CreateTable
CREATE TABLE "shown_screens" (
    "staff_id" INTEGER NOT NULL,
    "message_id" INTEGER NOT NULL,
    "participant_id" INTEGER NOT NULL,
    "action" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shown_screens_pkey" PRIMARY KEY ("staff_id","message_id")
);

-- CreateIndex
CREATE INDEX "shown_screens_participant_id_idx" ON "shown_screens"("participant_id");

-- AddForeignKey
ALTER TABLE "shown_screens" ADD CONSTRAINT "shown_screens_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shown_screens" ADD CONSTRAINT "shown_screens_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

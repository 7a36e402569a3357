-- Which rules spoke may tell an answer (O1: a substance), so it stands on the alert alone, sealed, and goes with its reasons.
ALTER TABLE "alert_events" ADD COLUMN     "is_call" BOOLEAN NOT NULL DEFAULT false;
-- Whether it was a call or an answer about safety is known no more: of a day on which both could be, the answer is looked at.
UPDATE "alert_events" SET "is_call" = true WHERE "kind" IN ('opened', 'attached') AND 'R1' = ANY("rules");
ALTER TABLE "alert_events" DROP COLUMN "rules";

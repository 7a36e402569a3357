-- AlterTable
ALTER TABLE "participants" ADD COLUMN     "reentered_on" DATE[] DEFAULT ARRAY[]::DATE[];

-- Reds that were, by their own days; of use that was reported no event says that it was use.
UPDATE "participants" p SET "reentered_on" = ARRAY(
  SELECT DISTINCT COALESCE(c."local_day", (e."at" AT TIME ZONE p."zone" - interval '4 hours')::date)
  FROM "alerts" a JOIN "alert_events" e ON e."alert_id" = a."id"
  LEFT JOIN "check_ins" c ON c."id" = a."check_in_id" AND e."kind" = 'opened'
  WHERE a."participant_id" = p."id" AND e."tier" = 'red' AND e."kind" IN ('opened', 'attached', 'corrected')
  ORDER BY 1);

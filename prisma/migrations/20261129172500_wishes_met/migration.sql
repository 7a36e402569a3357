-- That a message of staff met a wish to be contacted outlives the message.
UPDATE "check_ins" c SET "wish_met_at" = met."at"
FROM "answers" a, LATERAL (
  SELECT max(m."at") AS "at"
  FROM "relay_messages" m JOIN "outbox" o ON o."relay_id" = m."id" AND o."kind" = 'relay' AND o."state" = 'sent'
  WHERE m."participant_id" = (SELECT "participant_id" FROM "check_ins" WHERE "id" = a."check_in_id")
    AND NOT m."from_participant" AND m."at" > a."answered_at"
) met
WHERE a."check_in_id" = c."id" AND a."question_id" = 'C2' AND a."value" = 1 AND c."wish_met_at" IS NULL AND met."at" IS NOT NULL;

-- Shorter than a fortnight it is not known who was called after a release.
UPDATE "programmes" SET "settings" = jsonb_set("settings", '{retention,messagesDays}', '14')
WHERE jsonb_typeof("settings" -> 'retention' -> 'messagesDays') = 'number'
  AND ("settings" -> 'retention' ->> 'messagesDays')::numeric < 14;

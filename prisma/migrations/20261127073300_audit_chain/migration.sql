-- AlterTable
ALTER TABLE "audit_events" ADD COLUMN     "link" BYTEA,
ADD COLUMN     "position" BIGINT;

-- CreateTable
CREATE TABLE "audit_chains" (
    "id" INTEGER NOT NULL,
    "key" BYTEA NOT NULL,
    "anchor_position" BIGINT NOT NULL DEFAULT 0,
    "anchor_link" BYTEA NOT NULL,
    "anchor_proof" BYTEA NOT NULL,
    "head_position" BIGINT NOT NULL DEFAULT 0,
    "head_link" BYTEA NOT NULL,
    "head_proof" BYTEA NOT NULL,

    CONSTRAINT "audit_chains_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_events_programme_id_position_idx" ON "audit_events"("programme_id", "position");

-- CreateIndex
CREATE INDEX "audit_events_unchained_idx" ON "audit_events"("id") WHERE ("position" IS NULL);

CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.position IS NULL AND NEW.position IS NOT NULL
     AND (NEW.id, NEW.at, NEW.actor, NEW.action, NEW.subject, NEW.programme_id)
       IS NOT DISTINCT FROM (OLD.id, OLD.at, OLD.actor, OLD.action, OLD.subject, OLD.programme_id) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' AND OLD.position <= (
    SELECT anchor_position FROM audit_chains WHERE id = COALESCE(OLD.programme_id, 0)) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the audit is append-only';
END $$;

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_events
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit();

CREATE TRIGGER audit_never_truncated BEFORE TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit();

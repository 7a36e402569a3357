-- CreateEnum
CREATE TYPE "staff_role" AS ENUM ('counselor', 'coordinator');

-- CreateEnum
CREATE TYPE "participant_status" AS ENUM ('invited', 'consenting', 'active', 'declined', 'withdrawn');

-- CreateEnum
CREATE TYPE "consent_purpose" AS ENUM ('checkIn', 'counselor', 'summary');

-- CreateEnum
CREATE TYPE "check_in_state" AS ENUM ('prompted', 'started', 'completed', 'closed');

-- CreateEnum
CREATE TYPE "tier" AS ENUM ('green', 'amber', 'orange', 'red');

-- CreateEnum
CREATE TYPE "alert_state" AS ENUM ('open', 'acknowledged', 'contacted', 'notReached', 'closed');

-- CreateEnum
CREATE TYPE "outbox_state" AS ENUM ('pending', 'sent', 'cancelled', 'failed');

-- CreateTable
CREATE TABLE "programmes" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "summary_due_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "programmes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff" (
    "id" SERIAL NOT NULL,
    "programme_id" INTEGER NOT NULL,
    "role" "staff_role" NOT NULL,
    "name" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "telegram_id" BIGINT,
    "linked_at" TIMESTAMPTZ(3),
    "unreachable_since" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "participants" (
    "id" SERIAL NOT NULL,
    "programme_id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "status" "participant_status" NOT NULL,
    "locale" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "check_in_minute" SMALLINT NOT NULL,
    "release_date" DATE NOT NULL,
    "counselor_id" INTEGER,
    "backup_id" INTEGER,
    "telegram_id" BIGINT,
    "linked_at" TIMESTAMPTZ(3),
    "unreachable_since" TIMESTAMPTZ(3),
    "paused_until" DATE,
    "next_prompt_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "participants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consents" (
    "id" SERIAL NOT NULL,
    "participant_id" INTEGER NOT NULL,
    "purpose" "consent_purpose" NOT NULL,
    "granted" BOOLEAN NOT NULL,
    "text_hash" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "consents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invites" (
    "id" SERIAL NOT NULL,
    "token_hash" TEXT NOT NULL,
    "staff_id" INTEGER,
    "participant_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "invites_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "check_ins" (
    "id" SERIAL NOT NULL,
    "participant_id" INTEGER NOT NULL,
    "local_day" DATE NOT NULL,
    "instrument" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "s6_form" TEXT NOT NULL,
    "state" "check_in_state" NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "closes_at" TIMESTAMPTZ(3) NOT NULL,
    "nudge_at" TIMESTAMPTZ(3),
    "nudges_sent" SMALLINT NOT NULL DEFAULT 0,
    "snoozed" BOOLEAN NOT NULL DEFAULT false,
    "message_id" INTEGER,
    "tier" "tier",

    CONSTRAINT "check_ins_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "answers" (
    "check_in_id" INTEGER NOT NULL,
    "question_id" TEXT NOT NULL,
    "value" SMALLINT,
    "sealed" BYTEA,
    "skipped" BOOLEAN NOT NULL DEFAULT false,
    "answered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "answers_pkey" PRIMARY KEY ("check_in_id","question_id")
);

-- CreateTable
CREATE TABLE "answer_revisions" (
    "id" BIGSERIAL NOT NULL,
    "check_in_id" INTEGER NOT NULL,
    "question_id" TEXT NOT NULL,
    "value" SMALLINT,
    "sealed" BYTEA,
    "skipped" BOOLEAN NOT NULL,
    "answered_at" TIMESTAMPTZ(3) NOT NULL,
    "replaced_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "answer_revisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alerts" (
    "id" SERIAL NOT NULL,
    "participant_id" INTEGER NOT NULL,
    "check_in_id" INTEGER,
    "tier" "tier" NOT NULL,
    "state" "alert_state" NOT NULL,
    "reasons" BYTEA NOT NULL,
    "rules_version" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "holder_id" INTEGER,
    "acknowledged_at" TIMESTAMPTZ(3),
    "contacted_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "escalate_at" TIMESTAMPTZ(3),
    "step" SMALLINT NOT NULL DEFAULT 0,
    "undelivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_events" (
    "id" SERIAL NOT NULL,
    "alert_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" INTEGER,
    "tier" "tier" NOT NULL,
    "rules" TEXT[],

    CONSTRAINT "alert_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "participant_id" INTEGER,
    "staff_id" INTEGER,
    "check_in_id" INTEGER,
    "alert_id" INTEGER,
    "params" JSONB NOT NULL DEFAULT '{}',
    "priority" SMALLINT NOT NULL,
    "state" "outbox_state" NOT NULL DEFAULT 'pending',
    "intended_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "sent_at" TIMESTAMPTZ(3),
    "message_id" INTEGER,
    "error" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversation_states" (
    "key" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conversation_states_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT,
    "programme_id" INTEGER,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "programmes_summary_due_at_idx" ON "programmes"("summary_due_at");

-- CreateIndex
CREATE UNIQUE INDEX "staff_telegram_id_key" ON "staff"("telegram_id");

-- CreateIndex
CREATE INDEX "staff_programme_id_idx" ON "staff"("programme_id");

-- CreateIndex
CREATE UNIQUE INDEX "participants_telegram_id_key" ON "participants"("telegram_id");

-- CreateIndex
CREATE INDEX "participants_counselor_id_idx" ON "participants"("counselor_id");

-- CreateIndex
CREATE INDEX "participants_backup_id_idx" ON "participants"("backup_id");

-- CreateIndex
CREATE INDEX "participants_next_prompt_at_idx" ON "participants"("next_prompt_at") WHERE ("next_prompt_at" IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "participants_programme_id_code_key" ON "participants"("programme_id", "code");

-- CreateIndex
CREATE INDEX "consents_participant_id_purpose_id_idx" ON "consents"("participant_id", "purpose", "id");

-- CreateIndex
CREATE UNIQUE INDEX "invites_token_hash_key" ON "invites"("token_hash");

-- CreateIndex
CREATE INDEX "invites_staff_id_idx" ON "invites"("staff_id");

-- CreateIndex
CREATE INDEX "invites_participant_id_idx" ON "invites"("participant_id");

-- CreateIndex
CREATE INDEX "check_ins_nudge_at_idx" ON "check_ins"("nudge_at") WHERE ("nudge_at" IS NOT NULL);

-- CreateIndex
CREATE INDEX "check_ins_closes_at_idx" ON "check_ins"("closes_at") WHERE (state = ANY (ARRAY['prompted'::check_in_state, 'started'::check_in_state]));

-- CreateIndex
CREATE UNIQUE INDEX "check_ins_participant_id_local_day_key" ON "check_ins"("participant_id", "local_day");

-- CreateIndex
CREATE INDEX "answer_revisions_check_in_id_idx" ON "answer_revisions"("check_in_id");

-- CreateIndex
CREATE INDEX "alerts_participant_id_idx" ON "alerts"("participant_id");

-- CreateIndex
CREATE INDEX "alerts_escalate_at_idx" ON "alerts"("escalate_at") WHERE ("escalate_at" IS NOT NULL);

-- CreateIndex
CREATE INDEX "alerts_check_in_id_idx" ON "alerts"("check_in_id");

-- CreateIndex
CREATE INDEX "alerts_holder_id_idx" ON "alerts"("holder_id");

-- CreateIndex
CREATE UNIQUE INDEX "alerts_one_open_per_participant" ON "alerts"("participant_id") WHERE (state <> 'closed'::alert_state);

-- CreateIndex
CREATE INDEX "alert_events_alert_id_idx" ON "alert_events"("alert_id");

-- CreateIndex
CREATE INDEX "alert_events_actor_id_idx" ON "alert_events"("actor_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_dedupe_key_key" ON "outbox"("dedupe_key");

-- CreateIndex
CREATE INDEX "outbox_participant_id_idx" ON "outbox"("participant_id");

-- CreateIndex
CREATE INDEX "outbox_staff_id_idx" ON "outbox"("staff_id");

-- CreateIndex
CREATE INDEX "outbox_check_in_id_idx" ON "outbox"("check_in_id");

-- CreateIndex
CREATE INDEX "outbox_alert_id_idx" ON "outbox"("alert_id");

-- CreateIndex
CREATE INDEX "outbox_due_at_idx" ON "outbox"("due_at") WHERE (state = 'pending'::outbox_state);

-- CreateIndex
CREATE INDEX "audit_events_programme_id_at_idx" ON "audit_events"("programme_id", "at");

-- AddForeignKey
ALTER TABLE "staff" ADD CONSTRAINT "staff_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "programmes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participants" ADD CONSTRAINT "participants_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "programmes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participants" ADD CONSTRAINT "participants_counselor_id_fkey" FOREIGN KEY ("counselor_id") REFERENCES "staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participants" ADD CONSTRAINT "participants_backup_id_fkey" FOREIGN KEY ("backup_id") REFERENCES "staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consents" ADD CONSTRAINT "consents_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invites" ADD CONSTRAINT "invites_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invites" ADD CONSTRAINT "invites_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "answers" ADD CONSTRAINT "answers_check_in_id_fkey" FOREIGN KEY ("check_in_id") REFERENCES "check_ins"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "answer_revisions" ADD CONSTRAINT "answer_revisions_check_in_id_fkey" FOREIGN KEY ("check_in_id") REFERENCES "check_ins"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_check_in_id_fkey" FOREIGN KEY ("check_in_id") REFERENCES "check_ins"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_holder_id_fkey" FOREIGN KEY ("holder_id") REFERENCES "staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_events" ADD CONSTRAINT "alert_events_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alerts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_events" ADD CONSTRAINT "alert_events_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_check_in_id_fkey" FOREIGN KEY ("check_in_id") REFERENCES "check_ins"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alerts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

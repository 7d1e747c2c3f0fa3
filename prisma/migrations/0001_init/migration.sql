-- The tables of prisma/schema.prisma; a test compares both. What Prisma cannot say follows at the end.
-- CreateTable
CREATE TABLE "people" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "people_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "projects" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "upstreams" JSONB NOT NULL DEFAULT '[]',
    "policy_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "projects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policies" (
    "id" UUID NOT NULL,
    "policy" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "config" JSONB NOT NULL DEFAULT '{}',
    "on_failure" TEXT NOT NULL DEFAULT 'closed',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credentials" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "hint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credentials_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tokens" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "public_id" TEXT NOT NULL,
    "hmac" BYTEA NOT NULL,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "configuration_version" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" BIGINT NOT NULL DEFAULT 1,

    CONSTRAINT "configuration_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversation_calls" (
    "call_id" UUID NOT NULL,
    "revision" BIGINT NOT NULL,
    "trace_id" TEXT NOT NULL,
    "span_id" TEXT NOT NULL,
    "parent_span_id" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "status" INTEGER,
    "dialect" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "is_streaming" BOOLEAN NOT NULL,
    "model" TEXT,
    "model_answered" TEXT,
    "provider" TEXT,
    "upstream_url" TEXT,
    "upstream_request_id" TEXT,
    "project_id" UUID,
    "project_name" TEXT,
    "token_id" UUID,
    "token_name" TEXT,
    "session_id" TEXT,
    "user_id" TEXT,
    "agent" TEXT,
    "task" TEXT,
    "tags" JSONB NOT NULL DEFAULT '{}',
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "usage" JSONB,
    "input_tokens" BIGINT,
    "output_tokens" BIGINT,
    "total_tokens" BIGINT,
    "cost_amount" DECIMAL(20,10),
    "cost_currency" TEXT,
    "cost_source" TEXT,
    "outcome" TEXT NOT NULL DEFAULT 'skipped',
    "request_changes" INTEGER NOT NULL DEFAULT 0,
    "response_changes" INTEGER NOT NULL DEFAULT 0,
    "changed_by" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "request_preview" TEXT,
    "response_preview" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "duration_ms" DOUBLE PRECISION,
    "first_byte_ms" DOUBLE PRECISION,
    "gateway_ms" DOUBLE PRECISION,
    "timings" JSONB NOT NULL DEFAULT '{}',
    "headers" JSONB NOT NULL DEFAULT '{}',
    "record_notes" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "conversation_calls_pkey" PRIMARY KEY ("call_id")
);

-- CreateTable
CREATE TABLE "conversation_events" (
    "id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "event_type" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "conversation_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "call_bodies" (
    "call_id" UUID NOT NULL,
    "side" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "captured" BIGINT NOT NULL,
    "sha256" TEXT,
    "content_type" TEXT,
    "content_encoding" TEXT,
    "same_as" TEXT,
    "bytes" BYTEA,
    "marks" DOUBLE PRECISION[] DEFAULT ARRAY[]::DOUBLE PRECISION[],

    CONSTRAINT "call_bodies_pkey" PRIMARY KEY ("call_id","side")
);

-- CreateTable
CREATE TABLE "call_steps" (
    "call_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "hook" TEXT NOT NULL,
    "policy" TEXT NOT NULL,
    "policy_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "duration_ms" DOUBLE PRECISION NOT NULL,
    "edits" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "call_steps_pkey" PRIMARY KEY ("call_id","position")
);

-- CreateTable
CREATE TABLE "dead_letters" (
    "id" UUID NOT NULL,
    "call_id" UUID,
    "reason" TEXT NOT NULL,
    "record" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dead_letters_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "people_email_key" ON "people"("email");

-- CreateIndex
CREATE UNIQUE INDEX "projects_name_key" ON "projects"("name");

-- CreateIndex
CREATE UNIQUE INDEX "policies_name_key" ON "policies"("name");

-- CreateIndex
CREATE INDEX "credentials_project_id_idx" ON "credentials"("project_id");

-- CreateIndex
CREATE UNIQUE INDEX "tokens_public_id_key" ON "tokens"("public_id");

-- CreateIndex
CREATE INDEX "tokens_project_id_idx" ON "tokens"("project_id");

-- CreateIndex
CREATE INDEX "conversation_calls_revision_idx" ON "conversation_calls"("revision");

-- CreateIndex
CREATE INDEX "conversation_calls_started_at_idx" ON "conversation_calls"("started_at" DESC);

-- CreateIndex
CREATE INDEX "conversation_calls_project_id_started_at_idx" ON "conversation_calls"("project_id", "started_at" DESC);

-- CreateIndex
CREATE INDEX "conversation_calls_trace_id_idx" ON "conversation_calls"("trace_id");

-- CreateIndex
CREATE INDEX "conversation_calls_session_id_started_at_idx" ON "conversation_calls"("session_id", "started_at");

-- CreateIndex
CREATE INDEX "conversation_events_call_id_sequence_idx" ON "conversation_events"("call_id", "sequence");

-- CreateIndex
CREATE INDEX "conversation_events_event_type_idx" ON "conversation_events"("event_type");

-- CreateIndex
CREATE INDEX "call_steps_policy_id_outcome_idx" ON "call_steps"("policy_id", "outcome");

-- AddForeignKey
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation_events" ADD CONSTRAINT "conversation_events_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "conversation_calls"("call_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call_bodies" ADD CONSTRAINT "call_bodies_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "conversation_calls"("call_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call_steps" ADD CONSTRAINT "call_steps_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "conversation_calls"("call_id") ON DELETE CASCADE ON UPDATE CASCADE;


-- A call has a request and a response; readers of conversation_events rely on these two words.
ALTER TABLE "conversation_events" ADD CONSTRAINT "conversation_events_event_type_check"
    CHECK ("event_type" IN ('request', 'response'));

-- Source of conversation_calls.revision.
CREATE SEQUENCE "call_revision" AS BIGINT;

-- Every change of what gateways keep in memory counts up one number and tells them so, at commit.
INSERT INTO "configuration_version" ("id", "version") VALUES (1, 1);

ALTER TABLE "configuration_version" ADD CONSTRAINT "configuration_version_single_row_check" CHECK ("id" = 1);

CREATE FUNCTION "bump_configuration_version"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    current_version BIGINT;
BEGIN
    UPDATE "configuration_version" SET "version" = "version" + 1 WHERE "id" = 1 RETURNING "version" INTO current_version;
    PERFORM pg_notify('diffract_configuration', current_version::text);
    RETURN NULL;
END
$$;

CREATE TRIGGER "projects_configuration" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "projects"
    FOR EACH STATEMENT EXECUTE FUNCTION "bump_configuration_version"();

CREATE TRIGGER "policies_configuration" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "policies"
    FOR EACH STATEMENT EXECUTE FUNCTION "bump_configuration_version"();

CREATE TRIGGER "credentials_configuration" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "credentials"
    FOR EACH STATEMENT EXECUTE FUNCTION "bump_configuration_version"();

CREATE TRIGGER "tokens_configuration" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "tokens"
    FOR EACH STATEMENT EXECUTE FUNCTION "bump_configuration_version"();

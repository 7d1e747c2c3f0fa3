-- Calls become spans elsewhere: when policies ran, what the caller's trace asks for, and how far the export has come.
-- AlterTable
ALTER TABLE "call_steps" ADD COLUMN "start_ms" DOUBLE PRECISION, ADD COLUMN "end_ms" DOUBLE PRECISION;

-- AlterTable. The default comes second, so that calls of earlier versions say that nobody knows.
ALTER TABLE "conversation_calls" ADD COLUMN "parent_sampled" BOOLEAN, ADD COLUMN "stored_at" TIMESTAMPTZ(3);
ALTER TABLE "conversation_calls" ALTER COLUMN "stored_at" SET DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "projects" ADD COLUMN "forwards_trace" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "span_export" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "position" BIGINT NOT NULL,
    "sent_calls" BIGINT NOT NULL DEFAULT 0,
    "sent_spans" BIGINT NOT NULL DEFAULT 0,
    "unsampled_calls" BIGINT NOT NULL DEFAULT 0,
    "rejected_spans" BIGINT NOT NULL DEFAULT 0,
    "dropped_calls" BIGINT NOT NULL DEFAULT 0,
    "requests" BIGINT NOT NULL DEFAULT 0,
    "retries" BIGINT NOT NULL DEFAULT 0,
    "last_success_at" TIMESTAMPTZ(3),
    "last_error_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "failing_since" TIMESTAMPTZ(3),

    CONSTRAINT "span_export_pkey" PRIMARY KEY ("id")
);

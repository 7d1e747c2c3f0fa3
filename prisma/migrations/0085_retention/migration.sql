-- What was said may be kept for less long than the fact of a call. The row says when it was removed, and after how many days.
-- AlterTable
ALTER TABLE "conversation_calls" ADD COLUMN "bodies_removed_at" TIMESTAMPTZ(3), ADD COLUMN "bodies_kept_days" INTEGER;

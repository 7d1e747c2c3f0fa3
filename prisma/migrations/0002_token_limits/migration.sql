-- How many requests a token may make. What it has made is in a table of its own: every update of "tokens" is a change of
-- the configuration, which counting is not.
-- AlterTable
ALTER TABLE "tokens" ADD COLUMN "max_requests" INTEGER;

-- CreateTable
CREATE TABLE "token_usage" (
    "token_id" UUID NOT NULL,
    "request_count" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "token_usage_pkey" PRIMARY KEY ("token_id")
);

-- AddForeignKey
ALTER TABLE "token_usage" ADD CONSTRAINT "token_usage_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "tokens"("id") ON DELETE CASCADE ON UPDATE CASCADE;


ALTER TABLE "tokens" ADD CONSTRAINT "tokens_max_requests_check" CHECK ("max_requests" > 0);

ALTER TABLE "token_usage" ADD CONSTRAINT "token_usage_request_count_check" CHECK ("request_count" >= 0);

-- Prices have many digits behind the point (a millionth of a fraction of a cent), and the way to the amount is kept with it.
-- AlterTable
ALTER TABLE "conversation_calls" ALTER COLUMN "cost_amount" SET DATA TYPE DECIMAL(38,18);
ALTER TABLE "conversation_calls" ADD COLUMN "cost" JSONB;

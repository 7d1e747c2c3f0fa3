-- Looking up the call of every event, body and step cost a third of storing a call. The recorder writes all of them in one
-- transaction, so they cannot come apart there; deleting a call takes them along by the trigger.
ALTER TABLE "conversation_events" DROP CONSTRAINT "conversation_events_call_id_fkey";

ALTER TABLE "call_bodies" DROP CONSTRAINT "call_bodies_call_id_fkey";

ALTER TABLE "call_steps" DROP CONSTRAINT "call_steps_call_id_fkey";

CREATE FUNCTION "delete_call_parts"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM "conversation_events" USING gone WHERE "conversation_events"."call_id" = gone."call_id";
    DELETE FROM "call_bodies" USING gone WHERE "call_bodies"."call_id" = gone."call_id";
    DELETE FROM "call_steps" USING gone WHERE "call_steps"."call_id" = gone."call_id";
    RETURN NULL;
END
$$;

CREATE TRIGGER "conversation_calls_parts" AFTER DELETE ON "conversation_calls"
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "delete_call_parts"();

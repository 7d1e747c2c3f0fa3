-- Which of a project's upstreams a call went to.
ALTER TABLE "conversation_calls" ADD COLUMN "upstream_id" TEXT;

-- Upstreams that were stored before they had ids get one, and take any model as before.
UPDATE "projects"
SET "upstreams" = (
    SELECT jsonb_agg(
        jsonb_build_object('id', gen_random_uuid(), 'models', '[]'::jsonb, 'options', '{}'::jsonb) || entry
        ORDER BY position
    )
    FROM jsonb_array_elements("upstreams") WITH ORDINALITY AS stored (entry, position)
)
WHERE jsonb_typeof("upstreams") = 'array' AND jsonb_array_length("upstreams") > 0;

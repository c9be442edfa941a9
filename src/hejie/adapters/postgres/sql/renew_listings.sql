-- Write the rows of cases anew, each only while its stream is at the version it was made from; answers the places of
-- those that were written. The stream stays locked until the row is there, so that no append comes between.
WITH held AS (
    SELECT n.*
    FROM
        unnest(
            :listing_bucket::smallint[], :listing_id::uuid[], :made_from::integer[], :venue::text[], :order_ref::text[],
            :complainant::text[], :respondent::text[], :complaint_kind::text[], :severity::text[], :stage::text[],
            :outcome::text[], :currency::text[], :amount_minor::bigint[], :opened_at::timestamptz[], :clock::text[],
            :owed_by::text[], :due_at::timestamptz[], :taken_by::text[], :pack_id::text[], :pack_version::text[]
        ) WITH ORDINALITY AS n (
            bucket, id, made_from, venue, order_ref, complainant, respondent, complaint_kind, severity, stage, outcome,
            currency, amount_minor, opened_at, clock, owed_by, due_at, taken_by, pack_id, pack_version, place
        )
        JOIN stream AS s ON s.bucket = n.bucket AND s.kind = 'case' AND s.id = n.id AND s.version = n.made_from
    FOR UPDATE OF s
),
renewed AS (
    INSERT INTO listing (
        bucket, id, venue, order_ref, complainant, respondent, complaint_kind, severity, stage, outcome, currency,
        amount_minor, opened_at, clock, owed_by, due_at, taken_by, pack_id, pack_version
    )
    SELECT
        bucket, id, venue, order_ref, complainant, respondent, complaint_kind, severity, stage, outcome, currency,
        amount_minor, opened_at, clock, owed_by, coalesce(due_at, 'infinity'), taken_by, pack_id, pack_version
    FROM held
    ON CONFLICT (bucket, id) DO UPDATE
    SET venue = excluded.venue,
        order_ref = excluded.order_ref,
        complainant = excluded.complainant,
        respondent = excluded.respondent,
        complaint_kind = excluded.complaint_kind,
        severity = excluded.severity,
        stage = excluded.stage,
        outcome = excluded.outcome,
        currency = excluded.currency,
        amount_minor = excluded.amount_minor,
        opened_at = excluded.opened_at,
        clock = excluded.clock,
        owed_by = excluded.owed_by,
        due_at = excluded.due_at,
        taken_by = excluded.taken_by,
        pack_id = excluded.pack_id,
        pack_version = excluded.pack_version
)
SELECT place FROM held

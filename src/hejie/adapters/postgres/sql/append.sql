-- Write a batch of appends, at most one a stream: each whole, or not at all where its guard does not hold.
--
-- Answers the places (1, 2, …) of those that were written, null for none. The guard is the stream's version, and that
-- its request has no receipt yet; a writer that comes second waits for the row, looks again and finds the
-- version moved. Every part looks into `written`, so nothing is stored of an append that was refused.
-- Events, effects and words are rows of their own, each with the `*_place` of its append: to cut them out of one long
-- array would make each append search it from the start. Parts that a batch does not need are left out.
WITH asked AS (
    SELECT *
    FROM unnest(
        :bucket::smallint[], :kind::text[], :id::uuid[], :expected::integer[], :version::integer[],
        :snapshot::bytea[], :head_hash::bytea[], :next_due_at::timestamptz[], :recorded_at::timestamptz[]
        -- if receipts
        , :caller::text[], :key::text[], :request_hash::bytea[], :answer::bytea[]
        -- end
    ) WITH ORDINALITY AS a (
        bucket, kind, id, expected, version, snapshot, head_hash, next_due_at, recorded_at
        -- if receipts
        , caller, key, request_hash, answer
        -- end
        , place
    )
),
changed AS (
    UPDATE stream AS s
    SET version = a.version,
        snapshot = a.snapshot,
        head_hash = a.head_hash,
        next_due_at = a.next_due_at,
        updated_at = a.recorded_at
    FROM asked AS a
    WHERE s.bucket = a.bucket AND s.kind = a.kind AND s.id = a.id AND s.version = a.expected
    -- if receipts
        AND NOT EXISTS (
            SELECT FROM receipt AS r
            WHERE r.bucket = a.bucket AND r.kind = a.kind AND r.id = a.id
                AND r.caller = a.caller AND r.key = a.key
        )
    -- end
    RETURNING a.place
),
-- if new_streams
made AS (
    INSERT INTO stream (bucket, kind, id, version, snapshot, head_hash, next_due_at, updated_at)
    SELECT bucket, kind, id, version, snapshot, head_hash, next_due_at, recorded_at
    FROM asked
    WHERE expected = 0
    ON CONFLICT DO NOTHING
    RETURNING bucket, kind, id
),
-- end
written AS (
    SELECT * FROM changed
    -- if new_streams
    UNION ALL
    SELECT place
    FROM asked
    -- `IS TRUE` keeps this a hashed lookup; as a join it would compare every pair.
    WHERE expected = 0 AND ((bucket, kind, id) IN (SELECT bucket, kind, id FROM made)) IS TRUE
    -- end
),
-- if receipts
receipts AS (
    INSERT INTO receipt (bucket, kind, id, caller, key, request_hash, answer, recorded_at)
    SELECT bucket, kind, id, caller, key, request_hash, answer, recorded_at
    FROM asked
    WHERE caller IS NOT NULL AND (place IN (SELECT place FROM written)) IS TRUE
),
-- end
-- if effects
effects AS (
    INSERT INTO outbox (bucket, kind, id, version, place, topic, body, run_at)
    SELECT f.bucket, f.kind, f.id, f.version, f.number, f.topic, f.body, f.run_at
    FROM unnest(
        :effect_place::bigint[], :effect_bucket::smallint[], :effect_kind::text[], :effect_id::uuid[],
        :effect_version::integer[], :effect_number::integer[], :topic::text[], :effect_body::bytea[],
        :run_at::timestamptz[]
    ) AS f (place, bucket, kind, id, version, number, topic, body, run_at)
    WHERE (f.place IN (SELECT place FROM written)) IS TRUE
),
-- end
-- if payloads
payloads AS (
    INSERT INTO personal_payload (bucket, kind, id, ref, person, ciphertext)
    SELECT p.bucket, p.kind, p.id, p.ref, p.person, p.ciphertext
    FROM unnest(
        :payload_place::bigint[], :payload_bucket::smallint[], :payload_kind::text[], :payload_id::uuid[],
        :ref::uuid[], :person::text[], :ciphertext::bytea[]
    ) AS p (place, bucket, kind, id, ref, person, ciphertext)
    WHERE (p.place IN (SELECT place FROM written)) IS TRUE
),
-- end
-- if listings
listings AS (
    INSERT INTO listing (
        bucket, id, venue, order_ref, complainant, respondent, complaint_kind, severity, stage, outcome, currency,
        amount_minor, opened_at, clock, owed_by, due_at, taken_by, pack_id, pack_version
    )
    SELECT
        n.bucket, n.id, n.venue, n.order_ref, n.complainant, n.respondent, n.complaint_kind, n.severity, n.stage,
        n.outcome, n.currency, n.amount_minor, n.opened_at, n.clock, n.owed_by, coalesce(n.due_at, 'infinity'),
        n.taken_by, n.pack_id, n.pack_version
    FROM unnest(
        :listing_place::bigint[], :listing_bucket::smallint[], :listing_id::uuid[], :venue::text[],
        :order_ref::text[], :complainant::text[], :respondent::text[], :complaint_kind::text[], :severity::text[],
        :stage::text[], :outcome::text[], :currency::text[], :amount_minor::bigint[], :opened_at::timestamptz[],
        :clock::text[], :owed_by::text[], :due_at::timestamptz[], :taken_by::text[], :pack_id::text[],
        :pack_version::text[]
    ) AS n (
        place, bucket, id, venue, order_ref, complainant, respondent, complaint_kind, severity, stage, outcome,
        currency, amount_minor, opened_at, clock, owed_by, due_at, taken_by, pack_id, pack_version
    )
    WHERE (n.place IN (SELECT place FROM written)) IS TRUE
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
),
-- end
events AS (
    INSERT INTO event (bucket, kind, id, version, type, body, hash, recorded_at)
    SELECT e.bucket, e.kind, e.id, e.version, e.type, e.body, e.hash, e.recorded_at
    FROM unnest(
        :event_place::bigint[], :event_bucket::smallint[], :event_kind::text[], :event_id::uuid[],
        :event_version::integer[], :event_type::text[], :event_body::bytea[], :event_hash::bytea[],
        :event_recorded_at::timestamptz[]
    ) AS e (place, bucket, kind, id, version, type, body, hash, recorded_at)
    WHERE (e.place IN (SELECT place FROM written)) IS TRUE
)
SELECT array_agg(place) FROM written

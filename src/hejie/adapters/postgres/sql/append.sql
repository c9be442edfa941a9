-- Write a batch of appends, at most one a stream: each whole, or not at all where its guard does not hold.
--
-- Answers the places (1, 2, …) of those that were written, null for none. The guard is the stream's version, and that
-- its request has no receipt yet; a writer that comes second waits for the row, looks again and finds the
-- version moved. Every part selects from `written`, so nothing is stored of an append that was refused.
-- Events, effects and words of all appends lie one after the other in flat arrays; `*_to` says where those
-- of an append end, `*_count` how many they are. Parts that a batch does not need are left out.
WITH asked AS (
    SELECT *
    FROM unnest(
        :bucket::smallint[], :kind::text[], :id::uuid[], :expected::integer[], :version::integer[],
        :snapshot::bytea[], :head_hash::bytea[], :next_due_at::timestamptz[], :recorded_at::timestamptz[],
        :event_to::integer[]
    ) WITH ORDINALITY AS a (
        bucket, kind, id, expected, version, snapshot, head_hash, next_due_at, recorded_at, event_to, place
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
                AND r.caller = (:caller::text[])[a.place] AND r.key = (:key::text[])[a.place]
        )
    -- end
    RETURNING a.place, a.bucket, a.kind, a.id, a.expected, a.version, a.recorded_at, a.event_to
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
    SELECT place, bucket, kind, id, expected, version, recorded_at, event_to
    FROM asked
    -- `IS TRUE` keeps this a hashed lookup; as a join it would compare every pair.
    WHERE expected = 0 AND ((bucket, kind, id) IN (SELECT bucket, kind, id FROM made)) IS TRUE
    -- end
),
-- if receipts
receipts AS (
    INSERT INTO receipt (bucket, kind, id, caller, key, request_hash, answer, recorded_at)
    SELECT
        bucket, kind, id, (:caller::text[])[place], (:key::text[])[place],
        (:request_hash::bytea[])[place], (:answer::bytea[])[place], recorded_at
    FROM written
    WHERE (:caller::text[])[place] IS NOT NULL
),
-- end
-- if effects
effects AS (
    INSERT INTO outbox (bucket, kind, id, version, place, topic, body, run_at)
    SELECT w.bucket, w.kind, w.id, w.version, f.place - 1, f.topic, f.body, f.run_at
    FROM
        written AS w,
        LATERAL (
            SELECT
                (:effect_to::integer[])[w.place] AS last,
                (:effect_to::integer[])[w.place] - (:effect_count::integer[])[w.place] + 1 AS first
        ) AS own,
        unnest(
            (:topic::text[])[own.first:own.last],
            (:effect_body::bytea[])[own.first:own.last],
            (:run_at::timestamptz[])[own.first:own.last]
        ) WITH ORDINALITY AS f (topic, body, run_at, place)
),
-- end
-- if payloads
payloads AS (
    INSERT INTO personal_payload (bucket, kind, id, ref, person, ciphertext)
    SELECT w.bucket, w.kind, w.id, p.ref, p.person, p.ciphertext
    FROM
        written AS w,
        LATERAL (
            SELECT
                (:payload_to::integer[])[w.place] AS last,
                (:payload_to::integer[])[w.place] - (:payload_count::integer[])[w.place] + 1 AS first
        ) AS own,
        unnest(
            (:ref::uuid[])[own.first:own.last],
            (:person::text[])[own.first:own.last],
            (:ciphertext::bytea[])[own.first:own.last]
        ) AS p (ref, person, ciphertext)
),
-- end
events AS (
    INSERT INTO event (bucket, kind, id, version, type, body, hash, recorded_at)
    SELECT w.bucket, w.kind, w.id, w.expected + e.step, e.type, e.body, e.hash, w.recorded_at
    FROM
        written AS w,
        unnest(
            (:event_type::text[])[w.event_to - (w.version - w.expected) + 1:w.event_to],
            (:event_body::bytea[])[w.event_to - (w.version - w.expected) + 1:w.event_to],
            (:event_hash::bytea[])[w.event_to - (w.version - w.expected) + 1:w.event_to]
        ) WITH ORDINALITY AS e (type, body, hash, step)
)
SELECT array_agg(place) FROM written

-- Take effects of one bucket until `until`; others pass over them meanwhile.
WITH ready AS (
    SELECT kind, id, version, place
    FROM outbox
    WHERE bucket = :bucket AND state = 'pending' AND run_at <= :now
    ORDER BY run_at
    LIMIT :limit
    FOR UPDATE SKIP LOCKED
)
UPDATE outbox AS o
SET run_at = :until, attempts = o.attempts + 1
FROM ready AS r
WHERE o.bucket = :bucket AND o.kind = r.kind AND o.id = r.id AND o.version = r.version AND o.place = r.place
RETURNING o.kind, o.id, o.version, o.place, o.topic, o.body, o.attempts

-- Take deliveries of one bucket until `until`; others pass over them meanwhile. Some channels and targets have no
-- room now: theirs are left where they are.
WITH ready AS (
    SELECT id
    FROM delivery
    WHERE bucket = :bucket AND state = 'pending' AND run_at <= :now
        AND channel <> ALL(:but_not::text[]) AND target <> ALL(:but_not::text[])
    ORDER BY run_at
    LIMIT :limit
    FOR UPDATE SKIP LOCKED
)
UPDATE delivery AS d
SET run_at = :until, attempts = d.attempts + 1
FROM ready AS r
WHERE d.bucket = :bucket AND d.id = r.id
RETURNING d.id, d.venue, d.channel, d.target, d.body, d.run_at, d.attempts

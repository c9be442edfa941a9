-- Remove the next receipts of one bucket that are older than an instant, in the order of their keys. There is no index by
-- age, which each command would have to keep: housekeeping reads the bucket through instead, from where it was.
WITH old AS (
    SELECT kind, id, caller, key
    FROM receipt
    WHERE bucket = :bucket AND (kind, id, caller, key) > (:after_kind, :after_id, :after_caller, :after_key)
        AND recorded_at < :before
    ORDER BY kind, id, caller, key
    LIMIT :limit
)
DELETE FROM receipt AS r
USING old AS o
WHERE r.bucket = :bucket AND r.kind = o.kind AND r.id = o.id AND r.caller = o.caller AND r.key = o.key
RETURNING r.kind, r.id, r.caller, r.key

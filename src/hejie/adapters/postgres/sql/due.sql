-- Hold streams of one bucket whose clock ran out, earliest first, passing over those held by another sweeper.
-- The lower bound spares the pass the dead index entries that it left behind itself.
SELECT kind, id, version, snapshot, head_hash, next_due_at
FROM stream
WHERE bucket = :bucket
    AND next_due_at <= :until
    AND next_due_at >= coalesce(:after::timestamptz, '-infinity')
ORDER BY next_due_at
LIMIT :limit
FOR UPDATE SKIP LOCKED

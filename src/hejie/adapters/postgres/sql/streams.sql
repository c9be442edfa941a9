-- The next streams of a kind in a bucket, by id.
SELECT id, version, snapshot, head_hash
FROM stream
WHERE bucket = :bucket AND kind = :kind
-- if after
    AND id > :after
-- end
ORDER BY id
LIMIT :limit

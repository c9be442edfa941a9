-- The next events of a stream, oldest first.
SELECT version, type, body, hash, recorded_at
FROM event
WHERE bucket = :bucket AND kind = :kind AND id = :id AND version > :after_version
ORDER BY version
LIMIT :limit

-- Effects that were given up, with their last error.
SELECT bucket, kind, id, version, place, topic, body, attempts, last_error
FROM outbox
WHERE bucket = ANY(:buckets::smallint[]) AND state = 'dead'
ORDER BY bucket, kind, id, version, place
LIMIT :limit

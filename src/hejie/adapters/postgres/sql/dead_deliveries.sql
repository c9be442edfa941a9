-- Deliveries that were given up, with their last error.
SELECT id, venue, channel, target, body, run_at, attempts, last_error
FROM delivery
WHERE bucket = ANY(:buckets::smallint[]) AND state = 'dead'
ORDER BY run_at, id
LIMIT :limit

-- Buckets in which an effect waits to be delivered.
SELECT DISTINCT bucket
FROM outbox
WHERE bucket = ANY(:buckets::smallint[]) AND state = 'pending' AND run_at <= :now

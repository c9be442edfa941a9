-- Buckets in which a clock has run out: one short index descent a bucket, never across streams that still run.
SELECT DISTINCT bucket
FROM stream
WHERE bucket = ANY(:buckets::smallint[]) AND next_due_at <= :until
ORDER BY bucket

-- What has waited longest, by sort, and how much was given up: short descents of an index, one a bucket.
WITH buckets AS (
    SELECT bucket FROM unnest(:buckets::smallint[]) AS b (bucket)
)

SELECT
    (
        SELECT min(first.at)
        FROM buckets AS b
        CROSS JOIN LATERAL (
            SELECT s.next_due_at AS at
            FROM stream AS s
            WHERE s.bucket = b.bucket AND s.next_due_at <= :now
            ORDER BY s.next_due_at
            LIMIT 1
        ) AS first
    ) AS clock_at,
    (
        SELECT min(first.at)
        FROM buckets AS b
        CROSS JOIN LATERAL (
            SELECT o.run_at AS at
            FROM outbox AS o
            WHERE o.bucket = b.bucket AND o.state = 'pending' AND o.run_at <= :now
            ORDER BY o.run_at
            LIMIT 1
        ) AS first
    ) AS effect_at,
    (
        SELECT min(first.at)
        FROM buckets AS b
        CROSS JOIN LATERAL (
            SELECT d.run_at AS at
            FROM delivery AS d
            WHERE d.bucket = b.bucket AND d.state = 'pending' AND d.run_at <= :now
            ORDER BY d.run_at
            LIMIT 1
        ) AS first
    ) AS delivery_at,
    (
        SELECT count(*)::integer
        FROM (
            SELECT 1
            FROM outbox
            WHERE bucket = ANY(:buckets::smallint[]) AND state = 'dead'
            LIMIT :most
        ) AS dead
    ) AS dead_effects,
    (
        SELECT count(*)::integer
        FROM (
            SELECT 1
            FROM delivery
            WHERE bucket = ANY(:buckets::smallint[]) AND state = 'dead'
            LIMIT :most
        ) AS dead
    ) AS dead_deliveries

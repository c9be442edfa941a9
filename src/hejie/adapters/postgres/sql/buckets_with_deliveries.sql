-- Buckets in which something waits to be sent, and not only over channels or to targets that have no room now.
SELECT DISTINCT bucket
FROM delivery
WHERE bucket = ANY(:buckets::smallint[]) AND state = 'pending' AND run_at <= :now
    AND channel <> ALL(:but_not::text[]) AND target <> ALL(:but_not::text[])

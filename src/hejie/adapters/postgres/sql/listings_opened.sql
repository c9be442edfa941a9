-- The next cases of a queue, the newest first: a look into the index for each branch (venue, stage), and the few that
-- each gives merged. `listing` is read over all buckets.
-- if every_venue
WITH RECURSIVE venues AS (
    SELECT min(venue) AS venue FROM listing
    UNION ALL
    SELECT (SELECT min(l.venue) FROM listing AS l WHERE l.venue > v.venue) FROM venues AS v WHERE v.venue IS NOT NULL
)
-- end
SELECT
    l.bucket, l.id, l.venue, l.order_ref, l.complainant, l.respondent, l.complaint_kind, l.severity, l.stage, l.outcome,
    l.currency, l.amount_minor, l.opened_at, l.clock, l.owed_by, nullif(l.due_at, 'infinity') AS due_at, l.taken_by,
    l.pack_id, l.pack_version
FROM
    unnest(:stages::text[]) AS b (stage)
    -- if every_venue
    CROSS JOIN venues AS v
    -- end
    -- if one_venue
    CROSS JOIN (SELECT :venue::text AS venue) AS v
    -- end
    CROSS JOIN LATERAL (
        SELECT *
        FROM listing AS c
        WHERE c.venue = v.venue AND c.stage = b.stage
            -- if respondent
            AND c.respondent = :respondent
            -- end
            AND (c.opened_at, c.id) < (:after_opened_at::timestamptz, :after_id::uuid)
            AND c.severity = ANY(:severities::text[])
            AND (:kinds::text[] = '{}' OR c.complaint_kind = ANY(:kinds))
            AND (:owed_by::text[] = '{}' OR c.owed_by = ANY(:owed_by))
            AND (:taken_by::text IS NULL OR c.taken_by = :taken_by)
        ORDER BY c.opened_at DESC, c.id DESC
        LIMIT :limit
    ) AS l
ORDER BY l.opened_at DESC, l.id DESC
LIMIT :limit

-- The next cases of a queue, those whose clock ends first in front: a look into the index for each branch (venue, stage,
-- severity), and the few that each gives merged. `by_severity`: the graver first, then as before. A branch says itself
-- where it goes on; `listing` is read over all buckets.
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
    unnest(:stages::text[], :severities::text[], :after_due_at::timestamptz[], :after_id::uuid[])
    AS b (stage, severity, after_due_at, after_id)
    -- if every_venue
    CROSS JOIN venues AS v
    -- end
    -- if one_venue
    CROSS JOIN (SELECT :venue::text AS venue) AS v
    -- end
    CROSS JOIN LATERAL (
        SELECT *
        FROM listing AS c
        WHERE c.venue = v.venue AND c.stage = b.stage AND c.severity = b.severity
            -- if respondent
            AND c.respondent = :respondent
            -- end
            AND (c.due_at, c.id) > (coalesce(b.after_due_at, 'infinity'), b.after_id)
            AND (:kinds::text[] = '{}' OR c.complaint_kind = ANY(:kinds))
            AND (:owed_by::text[] = '{}' OR c.owed_by = ANY(:owed_by))
            AND (:taken_by::text IS NULL OR c.taken_by = :taken_by)
        ORDER BY c.due_at, c.id
        LIMIT :limit
    ) AS l
ORDER BY CASE WHEN :by_severity THEN l.severity END DESC, l.due_at, l.id
LIMIT :limit

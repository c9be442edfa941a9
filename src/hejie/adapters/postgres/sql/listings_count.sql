-- How many cases a queue holds, counted up to `most`. `listing` is read over all buckets.
-- if every_venue
WITH RECURSIVE venues AS (
    SELECT min(venue) AS venue FROM listing
    UNION ALL
    SELECT (SELECT min(l.venue) FROM listing AS l WHERE l.venue > v.venue) FROM venues AS v WHERE v.venue IS NOT NULL
)
-- end
SELECT count(*)
FROM (
    SELECT
    FROM
        unnest(:stages::text[], :severities::text[]) AS b (stage, severity)
        -- if every_venue
        CROSS JOIN venues AS v
        -- end
        -- if one_venue
        CROSS JOIN (SELECT :venue::text AS venue) AS v
        -- end
        JOIN listing AS c ON c.venue = v.venue AND c.stage = b.stage AND c.severity = b.severity
    WHERE (:kinds::text[] = '{}' OR c.complaint_kind = ANY(:kinds))
        -- if respondent
        AND c.respondent = :respondent
        -- end
        AND (:owed_by::text[] = '{}' OR c.owed_by = ANY(:owed_by))
        AND (:taken_by::text IS NULL OR c.taken_by = :taken_by)
    LIMIT :most
) AS counted

-- The next cases of one complainant, of one order, or in the hands of one member of the staff: few, so that all of them
-- are read and put in order. `listing` is read over all buckets.
WITH few AS MATERIALIZED (
    SELECT *
    FROM listing
    -- if order_ref
    WHERE order_ref = :order_ref
    -- end
    -- if complainant
    WHERE complainant = :complainant
    -- end
    -- if taken
    WHERE taken_by = :taken_by AND taken_by <> ''
    -- end
)
SELECT
    l.bucket, l.id, l.venue, l.order_ref, l.complainant, l.respondent, l.complaint_kind, l.severity, l.stage, l.outcome,
    l.currency, l.amount_minor, l.opened_at, l.clock, l.owed_by, nullif(l.due_at, 'infinity') AS due_at, l.taken_by,
    l.pack_id, l.pack_version
FROM few AS l
WHERE (:order_ref::text IS NULL OR l.order_ref = :order_ref)
    AND (:complainant::text IS NULL OR l.complainant = :complainant)
    AND (:respondent::text IS NULL OR l.respondent = :respondent)
    AND (:venue::text IS NULL OR l.venue = :venue)
    AND (:taken_by::text IS NULL OR l.taken_by = :taken_by)
    AND l.stage = ANY(:stages::text[])
    AND l.severity = ANY(:severities::text[])
    AND (:kinds::text[] = '{}' OR l.complaint_kind = ANY(:kinds))
    AND (:owed_by::text[] = '{}' OR l.owed_by = ANY(:owed_by))
-- if after_due
    AND (l.due_at, l.id) > (coalesce(:after_due_at::timestamptz, 'infinity'), :after_id)
-- end
-- if after_urgency
    AND (
        l.severity < :after_severity
        OR (
            l.severity = :after_severity
            AND (l.due_at, l.id) > (coalesce(:after_due_at::timestamptz, 'infinity'), :after_id)
        )
    )
-- end
-- if after_opened
    AND (l.opened_at, l.id) < (:after_opened_at, :after_id)
-- end
-- if due
ORDER BY l.due_at, l.id
-- end
-- if urgency
ORDER BY l.severity DESC, l.due_at, l.id
-- end
-- if opened
ORDER BY l.opened_at DESC, l.id DESC
-- end
LIMIT :limit

-- The next notes of a box, the newest first; without an instant to start after, from the newest.
SELECT id, box, case_id, kind, code, happened_at, due_at, read_at
FROM note
WHERE bucket = :bucket AND box = :box
    AND (happened_at, id) < (coalesce(:after_at::timestamptz, 'infinity'), :after_id)
ORDER BY happened_at DESC, id DESC
LIMIT :limit

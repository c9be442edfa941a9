-- Count an attempt, or begin to count anew where the window is over; answers how many there were.
INSERT INTO attempt AS a (bucket, subject, count, ends_at)
VALUES (:bucket, :subject, 1, :ends_at)
ON CONFLICT (bucket, subject) DO UPDATE
SET count = CASE WHEN a.ends_at <= :at THEN 1 ELSE a.count + 1 END,
    ends_at = CASE WHEN a.ends_at <= :at THEN excluded.ends_at ELSE a.ends_at END
RETURNING a.count

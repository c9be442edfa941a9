-- How many notes of a box are unread, counted up to `most`.
SELECT count(*)
FROM (
    SELECT FROM note
    WHERE bucket = :bucket AND box = :box AND read_at IS NULL
    LIMIT :most
) AS counted

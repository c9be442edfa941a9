-- The endpoints of a venue, the oldest first.
SELECT id, venue, url, secret, events, made_at, disabled
FROM endpoint
WHERE bucket = :bucket AND venue = :venue
ORDER BY made_at, id

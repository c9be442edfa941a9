-- Remove an endpoint of a venue; answers a row where there was one.
DELETE FROM endpoint
WHERE bucket = :bucket AND venue = :venue AND id = :id
RETURNING bucket

-- Forget every credential of a principal.
DELETE FROM credential
WHERE bucket = ANY(:buckets::smallint[]) AND box = :box
RETURNING bucket

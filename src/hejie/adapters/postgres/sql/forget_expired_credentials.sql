-- Remove credentials that have expired.
DELETE FROM credential
WHERE bucket = ANY(:buckets::smallint[]) AND expires_at <= :at
RETURNING bucket

-- Remove attempts whose window is over.
DELETE FROM attempt
WHERE bucket = ANY(:buckets::smallint[]) AND ends_at <= :at
RETURNING bucket

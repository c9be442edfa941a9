-- Remove every account of a consumer or merchant with this id, at whatever venue. Reads all of them: an erasure is rare.
DELETE FROM account
WHERE bucket = ANY(:buckets::smallint[])
    AND split_part(box, ':', 1) IN ('consumer', 'merchant')
    AND convert_from(principal, 'UTF8')::jsonb ->> 'id' = :person
RETURNING bucket

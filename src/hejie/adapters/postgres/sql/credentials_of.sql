-- Every credential of a principal, the newest first.
SELECT secret_hash, kind, principal, issued_at, expires_at, label
FROM credential
WHERE bucket = ANY(:buckets::smallint[]) AND box = :box
ORDER BY issued_at DESC, secret_hash

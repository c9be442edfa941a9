-- The credential of a secret, whether it has expired or not.
SELECT secret_hash, kind, principal, issued_at, expires_at, label
FROM credential
WHERE bucket = :bucket AND secret_hash = :secret_hash

-- Let a credential last longer.
UPDATE credential
SET expires_at = greatest(expires_at, :expires_at)
WHERE bucket = :bucket AND secret_hash = :secret_hash

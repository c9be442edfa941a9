-- Forget a credential, whether it has expired or not.
DELETE FROM credential
WHERE bucket = :bucket AND secret_hash = :secret_hash

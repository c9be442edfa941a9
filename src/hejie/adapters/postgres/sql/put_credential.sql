-- Keep a credential; one that is there stays.
INSERT INTO credential (bucket, secret_hash, kind, box, principal, issued_at, expires_at, label)
VALUES (:bucket, :secret_hash, :kind, :box, :principal, :issued_at, :expires_at, :label)
ON CONFLICT (bucket, secret_hash) DO NOTHING

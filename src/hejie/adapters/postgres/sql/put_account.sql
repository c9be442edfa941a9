-- Keep an account; the one of that login is replaced.
INSERT INTO account (bucket, login, box, principal, password_hash, email, disabled)
VALUES (:bucket, :login, :box, :principal, :password_hash, :email, :disabled)
ON CONFLICT (bucket, login) DO UPDATE
SET box = excluded.box,
    principal = excluded.principal,
    password_hash = excluded.password_hash,
    email = excluded.email,
    disabled = excluded.disabled

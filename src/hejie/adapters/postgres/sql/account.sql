-- The account of a login.
SELECT login, principal, password_hash, email, disabled
FROM account
WHERE bucket = :bucket AND login = :login

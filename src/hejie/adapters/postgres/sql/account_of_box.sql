-- The account of a principal, whatever its login; of several the first by login. `account` is read over all buckets.
SELECT login, principal, password_hash, email, disabled
FROM account
WHERE box = :box
ORDER BY login
LIMIT 1

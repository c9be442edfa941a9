-- Forget a delivery that was sent.
DELETE FROM delivery
WHERE bucket = :bucket AND id = :id

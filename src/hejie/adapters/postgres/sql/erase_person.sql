-- Destroy the keys of a person in one bucket; the rows stay, so that none is made again.
UPDATE personal_key
SET wrapped = NULL, erased_at = now()
WHERE bucket = :bucket AND person = :person AND wrapped IS NOT NULL

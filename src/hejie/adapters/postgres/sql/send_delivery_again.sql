-- Take a dead delivery back among those to be sent.
UPDATE delivery
SET state = 'pending', run_at = :at, attempts = 0
WHERE bucket = :bucket AND id = :id AND state <> 'pending'

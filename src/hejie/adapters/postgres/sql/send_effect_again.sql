-- Take a dead letter back among what is to be delivered.
UPDATE outbox
SET state = 'pending', run_at = :at, attempts = 0
WHERE bucket = :bucket AND kind = :kind AND id = :id AND version = :version AND place = :place AND state <> 'pending'

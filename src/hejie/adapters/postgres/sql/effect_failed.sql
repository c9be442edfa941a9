-- Put an effect back for a later try, or, without one, among the dead letters; only while the lease is still ours.
UPDATE outbox
SET run_at = coalesce(:retry_at::timestamptz, run_at),
    state = CASE WHEN :retry_at::timestamptz IS NULL THEN 'dead' ELSE 'pending' END,
    last_error = :error
WHERE bucket = :bucket AND kind = :kind AND id = :id AND version = :version AND place = :place
    AND attempts = :attempts AND state <> 'dead'

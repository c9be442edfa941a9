-- Put a delivery back for a later try, or, without one, among the dead; only while the lease is still ours.
UPDATE delivery
SET run_at = coalesce(:retry_at::timestamptz, run_at),
    state = CASE WHEN :retry_at::timestamptz IS NULL THEN 'dead' ELSE 'pending' END,
    last_error = :error
WHERE bucket = :bucket AND id = :id AND attempts = :attempts AND state <> 'dead'

-- Keep an endpoint; the one with this id is replaced.
INSERT INTO endpoint (bucket, venue, id, url, secret, events, made_at, disabled)
VALUES (:bucket, :venue, :id, :url, :secret, :events, :made_at, :disabled)
ON CONFLICT (bucket, venue, id) DO UPDATE
SET url = excluded.url,
    secret = excluded.secret,
    events = excluded.events,
    made_at = excluded.made_at,
    disabled = excluded.disabled

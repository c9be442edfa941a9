-- Keep what is to be sent; one that is there already stays as it is.
INSERT INTO delivery (bucket, id, venue, channel, target, body, run_at, attempts)
SELECT bucket, id, venue, channel, target, body, run_at, attempts
FROM
    unnest(
        :bucket::smallint[], :id::uuid[], :venue::text[], :channel::text[], :target::text[], :body::bytea[],
        :run_at::timestamptz[], :attempts::integer[]
    )
    AS a (bucket, id, venue, channel, target, body, run_at, attempts)
ON CONFLICT (bucket, id) DO NOTHING

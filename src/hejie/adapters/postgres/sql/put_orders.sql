-- Keep orders, each named once; a row whose content is the same is not written. Answers those that were.
INSERT INTO market_order AS m (bucket, venue, ref, body, content_hash, recorded_at)
SELECT bucket, venue, ref, body, content_hash, now()
FROM
    unnest(:bucket::smallint[], :venue::text[], :ref::text[], :body::bytea[], :content_hash::bytea[])
    AS a (bucket, venue, ref, body, content_hash)
ON CONFLICT (bucket, venue, ref) DO UPDATE
SET body = excluded.body,
    content_hash = excluded.content_hash,
    revision = m.revision + 1,
    recorded_at = excluded.recorded_at
WHERE m.content_hash <> excluded.content_hash
RETURNING venue, ref, revision

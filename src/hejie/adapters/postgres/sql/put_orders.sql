-- Keep orders, each named once; a row whose content is the same is not written. Answers those that were.
INSERT INTO market_order AS m (bucket, venue, ref, buyer, placed_at, body, content_hash, recorded_at)
SELECT bucket, venue, ref, buyer, placed_at, body, content_hash, now()
FROM
    unnest(
        :bucket::smallint[], :venue::text[], :ref::text[], :buyer::text[], :placed_at::timestamptz[], :body::bytea[],
        :content_hash::bytea[]
    )
    AS a (bucket, venue, ref, buyer, placed_at, body, content_hash)
ON CONFLICT (bucket, venue, ref) DO UPDATE
SET buyer = excluded.buyer,
    placed_at = excluded.placed_at,
    body = excluded.body,
    content_hash = excluded.content_hash,
    revision = m.revision + 1,
    recorded_at = excluded.recorded_at
WHERE m.content_hash <> excluded.content_hash
RETURNING venue, ref, revision

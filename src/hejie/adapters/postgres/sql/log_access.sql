-- Write down who saw what; the same once more adds nothing.
INSERT INTO evidence_access (bucket, kind, id, seen_at, person, evidence, copy)
SELECT bucket, kind, id, seen_at, person, evidence, copy
FROM
    unnest(
        :bucket::smallint[], :kind::text[], :id::uuid[], :seen_at::timestamptz[], :person::text[], :evidence::text[],
        :copy::text[]
    )
    AS a (bucket, kind, id, seen_at, person, evidence, copy)
ON CONFLICT DO NOTHING

-- Streams in the order asked for, each with its receipt under (caller, key) if there is one.
SELECT w.place, s.version, s.snapshot, s.head_hash, r.request_hash, r.answer
FROM
    unnest(:bucket::smallint[], :kind::text[], :id::uuid[], :caller::text[], :key::text[])
    WITH ORDINALITY AS w (bucket, kind, id, caller, key, place)
    JOIN stream AS s ON s.bucket = w.bucket AND s.kind = w.kind AND s.id = w.id
    LEFT JOIN receipt AS r
        ON r.bucket = w.bucket AND r.kind = w.kind AND r.id = w.id AND r.caller = w.caller AND r.key = w.key

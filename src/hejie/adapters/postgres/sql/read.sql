-- Streams in the order asked for, each with its receipt under (caller, key) and the key of a person if there are.
SELECT
    w.place, s.version, s.snapshot, s.head_hash, r.request_hash, r.answer
    -- if persons
    , k.wrapped
    -- end
FROM
    unnest(
        :bucket::smallint[], :kind::text[], :id::uuid[], :caller::text[], :key::text[]
        -- if persons
        , :person::text[]
        -- end
    ) WITH ORDINALITY AS w (
        bucket, kind, id, caller, key
        -- if persons
        , person
        -- end
        , place
    )
    JOIN stream AS s ON s.bucket = w.bucket AND s.kind = w.kind AND s.id = w.id
    LEFT JOIN receipt AS r
        ON r.bucket = w.bucket AND r.kind = w.kind AND r.id = w.id AND r.caller = w.caller AND r.key = w.key
    -- if persons
    LEFT JOIN personal_key AS k
        ON k.bucket = w.bucket AND k.kind = w.kind AND k.id = w.id AND k.person = w.person
    -- end

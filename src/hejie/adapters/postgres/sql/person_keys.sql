-- Wrapped keys by stream and person; a row without `wrapped` says that the person was erased.
SELECT w.place, k.wrapped
FROM
    unnest(:bucket::smallint[], :kind::text[], :id::uuid[], :person::text[])
    WITH ORDINALITY AS w (bucket, kind, id, person, place)
    JOIN personal_key AS k
        ON k.bucket = w.bucket AND k.kind = w.kind AND k.id = w.id AND k.person = w.person

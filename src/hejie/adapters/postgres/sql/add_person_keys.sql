-- Store wrapped keys where there is none yet, and answer those; an erased person's row counts as one that is there.
INSERT INTO personal_key (bucket, kind, id, person, wrapped)
SELECT bucket, kind, id, person, wrapped
FROM
    unnest(:bucket::smallint[], :kind::text[], :id::uuid[], :person::text[], :wrapped::bytea[])
    AS a (bucket, kind, id, person, wrapped)
ON CONFLICT DO NOTHING
RETURNING bucket, kind, id, person, wrapped

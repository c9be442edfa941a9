-- Forget effects that were delivered.
DELETE FROM outbox AS o
USING
    unnest(:bucket::smallint[], :kind::text[], :id::uuid[], :version::integer[], :place::integer[])
    AS d (bucket, kind, id, version, place)
WHERE o.bucket = d.bucket AND o.kind = d.kind AND o.id = d.id AND o.version = d.version AND o.place = d.place

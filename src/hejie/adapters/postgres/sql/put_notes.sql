-- Keep notes; one that is there already stays as it is.
INSERT INTO note (bucket, box, id, case_id, kind, code, happened_at, due_at, read_at)
SELECT bucket, box, id, case_id, kind, code, happened_at, due_at, read_at
FROM
    unnest(
        :bucket::smallint[], :box::text[], :id::uuid[], :case_id::text[], :kind::text[], :code::text[],
        :happened_at::timestamptz[], :due_at::timestamptz[], :read_at::timestamptz[]
    )
    AS a (bucket, box, id, case_id, kind, code, happened_at, due_at, read_at)
ON CONFLICT (bucket, box, id) DO NOTHING

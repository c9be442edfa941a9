-- Bodies of orders by name.
SELECT w.place, m.body
FROM
    unnest(:bucket::smallint[], :venue::text[], :ref::text[]) WITH ORDINALITY AS w (bucket, venue, ref, place)
    JOIN market_order AS m ON m.bucket = w.bucket AND m.venue = w.venue AND m.ref = w.ref

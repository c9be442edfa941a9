-- Uploads by owner and hash.
SELECT
    w.place, u.owner, u.sha256, u.name, u.media_type, u.size, u.original_key, u.shown_key, u.shown_media_type,
    u.uploaded_at, u.thumbnail_key, u.width, u.height, u.notes, u.bound
FROM
    unnest(:bucket::smallint[], :owner::text[], :sha256::text[])
    WITH ORDINALITY AS w (bucket, owner, sha256, place)
    JOIN upload AS u ON u.bucket = w.bucket AND u.owner = w.owner AND u.sha256 = w.sha256

-- Forget uploads that no case refers to.
WITH old AS (
    SELECT bucket, owner, sha256
    FROM upload
    WHERE bucket = ANY(:buckets::smallint[]) AND NOT bound AND uploaded_at < :before
    LIMIT :limit
    FOR UPDATE SKIP LOCKED
)
DELETE FROM upload AS u
USING old AS o
WHERE u.bucket = o.bucket AND u.owner = o.owner AND u.sha256 = o.sha256
RETURNING
    u.owner, u.sha256, u.name, u.media_type, u.size, u.original_key, u.shown_key, u.shown_media_type, u.uploaded_at,
    u.thumbnail_key, u.width, u.height, u.notes, u.bound

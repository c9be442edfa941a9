-- How many files and bytes an owner handed in since an instant.
SELECT count(*) AS files, coalesce(sum(size), 0)::bigint AS bytes
FROM upload
WHERE bucket = :bucket AND owner = :owner AND uploaded_at >= :since

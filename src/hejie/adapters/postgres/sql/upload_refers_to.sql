-- Whether any upload has these bytes; half of a hash tells them apart. `upload` is read over all buckets.
SELECT bucket
FROM upload
WHERE left(sha256, 32) = left(:sha256, 32)
LIMIT 1

-- Every registered pack.
SELECT id, version, content_hash, body FROM pack ORDER BY id, version

-- Mark uploads as referred to, those that are marked already too: whoever removes unbound ones waits and looks again.
UPDATE upload
SET bound = true
WHERE bucket = :bucket AND owner = :owner AND sha256 = ANY(:hashes::text[])
RETURNING sha256

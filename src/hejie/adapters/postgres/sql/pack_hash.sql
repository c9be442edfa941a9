-- What a registered pack contains, as a hash.
SELECT content_hash FROM pack WHERE id = :id AND version = :version

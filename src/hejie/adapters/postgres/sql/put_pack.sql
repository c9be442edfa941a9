-- Register a pack once.
INSERT INTO pack (id, version, content_hash, body)
VALUES (:id, :version, :content_hash, :body)
ON CONFLICT DO NOTHING

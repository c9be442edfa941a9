-- Who saw evidence of a case, oldest first.
SELECT seen_at, person, evidence, copy
FROM evidence_access
WHERE bucket = :bucket AND kind = :kind AND id = :id
ORDER BY seen_at, person, evidence, copy

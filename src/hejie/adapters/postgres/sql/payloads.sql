-- Sealed words of a stream by reference.
SELECT ref, person, ciphertext
FROM personal_payload
WHERE bucket = :bucket AND kind = :kind AND id = :id AND ref = ANY(:refs::uuid[])

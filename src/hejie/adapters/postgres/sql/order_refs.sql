-- The next refs of a venue in one bucket.
SELECT ref
FROM market_order
WHERE bucket = :bucket AND venue = :venue AND ref > :after_ref
ORDER BY ref
LIMIT :limit

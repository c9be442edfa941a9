-- The next orders of a buyer, the newest first; without an instant to start after, from the newest.
SELECT body
FROM market_order
WHERE venue = :venue AND buyer = :buyer
    AND (placed_at, ref) < (coalesce(:after_placed_at::timestamptz, 'infinity'), :after_ref)
ORDER BY placed_at DESC, ref DESC
LIMIT :limit

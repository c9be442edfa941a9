-- Mark the unread notes of a box as read, up to an instant.
UPDATE note
SET read_at = :at
WHERE bucket = :bucket AND box = :box AND read_at IS NULL AND happened_at <= :until
RETURNING bucket

-- Begin to count a subject's attempts anew.
DELETE FROM attempt
WHERE bucket = :bucket AND subject = :subject

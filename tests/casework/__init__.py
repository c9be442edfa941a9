"""The write path as its callers see it, in memory and on PostgreSQL; and what no kill can break."""

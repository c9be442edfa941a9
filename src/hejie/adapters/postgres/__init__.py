"""The ledger and the order book on PostgreSQL 15 or newer: connections, statements in `sql/`, migrations."""

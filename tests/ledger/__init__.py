"""The contract of ledger and order book, over memory and PostgreSQL; and PostgreSQL's own duties."""

"""Orders from files and tables: read back whole, or refused with the reason."""

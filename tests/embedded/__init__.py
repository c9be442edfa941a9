"""The embedded database, with real servers."""

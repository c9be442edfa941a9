"""The routes, one file a subject. Each has `ROUTES` (below `/api/v1`) or `PAGES` (at their own paths)."""

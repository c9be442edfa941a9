"""HTTP: the API under `/api/v1`, the desks, health and metrics."""

"""The one write path, and what follows from what was written."""

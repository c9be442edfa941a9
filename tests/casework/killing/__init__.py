"""Houses in processes of their own, clients that survive them, and an audit of what both have left behind."""

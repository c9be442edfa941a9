"""A case as one viewer may see it, in the viewer's language: what screens and clients are given."""

"""Hejie (和解): a complaint and dispute-resolution desk for online marketplaces."""

"""A marketplace in miniature on a virtual clock: stories as text, and what comes of them."""

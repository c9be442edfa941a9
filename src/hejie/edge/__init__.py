"""The doors: each translates between the outside and casework, and knows no other door."""

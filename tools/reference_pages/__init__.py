"""The pages of `docs/reference`, each made from the program itself so that none can go stale unseen."""

"""A small marketplace to try Hejie with: people, orders, and cases at every stage, made by real commands."""

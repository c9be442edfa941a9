"""How fast the write path is, beside a plain floor measured in the same run: `make bench`, `README.md`."""

"""Evidence: files as people hand them in, made here with real encoders, taken in by real processes."""

"""The demo: its script under every sky, and the program as a whole."""

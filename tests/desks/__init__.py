"""The desks in a real browser, on a real database, with real people of the demo."""

"""How fast the API is over HTTP, beside a plain service in the same run; how to read it: `../README.md`."""

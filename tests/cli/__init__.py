"""The command line as people use it: real processes on a home of their own."""

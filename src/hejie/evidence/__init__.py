"""Evidence: what somebody hands in as a file, proved to be what it is, kept as it came, shown clean.

`intake` takes a file in; `blobs` is the port for where it is kept. Of the rest, `picture` is a process of its
own, and nothing of it is imported by the program.
"""

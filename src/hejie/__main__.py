"""`python -m hejie`: the command line."""

from hejie.edge.cli.main import main

main(prog_name="hejie")

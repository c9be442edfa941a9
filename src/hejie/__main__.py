"""`python -m hejie`, and `hejie`: every command, of the command line and of the other doors."""

import click

from hejie.demo.command import demo
from hejie.edge.cli.main import main
from hejie.edge.http.command import serve_command
from hejie.edge.worker.command import worker

program: click.Group = main
for command in (demo, serve_command, worker):
    program.add_command(command)


def run() -> None:
    """Do what the command line says."""
    program(prog_name="hejie")


if __name__ == "__main__":
    run()

"""`python -m hejie`, and `hejie`: every command, of the command line and of the other doors."""

from hejie.demo.command import demo
from hejie.edge.cli.main import main
from hejie.edge.http.command import serve_command
from hejie.edge.worker.command import worker

for command in (demo, serve_command, worker):
    main.add_command(command)


def run() -> None:
    """The program."""
    main(prog_name="hejie")


if __name__ == "__main__":
    run()

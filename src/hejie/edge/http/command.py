"""`hejie serve`: the API and the desks."""

import click
import msgspec

from hejie.edge.http.options import options_of
from hejie.edge.http.server import bind, serve
from hejie.observing import log_to
from hejie.running import ended_by_signals, note, own_settings, running
from hejie.settings import local_url
from hejie.wiring import open_files, open_house


@click.command(name="serve")
@click.option("--host", help="Where to listen. HEJIE_HOST, else this machine alone.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), help="The port. PORT, else 8000; 0: any that is free."
)
@running
async def serve_command(host: str | None, port: int | None) -> None:
    """Serve the API and the desks until told to end (Ctrl-C)."""
    settings = own_settings()
    log_to()
    listening = bind(host or settings.host, settings.port if port is None else port)
    name, number = listening.getsockname()[:2]
    if settings.public_url == local_url(settings.port):
        settings = msgspec.structs.replace(settings, public_url=local_url(number))
    options = options_of(settings)
    with ended_by_signals() as ending:
        async with open_house(settings, note) as house:
            note(f"listening on {name} port {number}; the desks: {settings.public_url}")
            if options.secure and not options.trusted_proxies:
                note("HEJIE_TRUSTED_PROXIES is not set: everybody seems to come from one address")
            with open_files(settings, note) as files:
                await serve(house, files, options, listening, ending)
            note("ending: what was under way is finished")

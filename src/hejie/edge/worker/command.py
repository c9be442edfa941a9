"""`hejie worker`: the command that runs one."""

from contextlib import AsyncExitStack

import click

from hejie.edge.worker.metrics import Metrics, served
from hejie.edge.worker.serve import GRACE_SECONDS, serve_work
from hejie.observing import log_to, logger_of
from hejie.running import ended_by_signals, own_settings, running
from hejie.wiring import open_courier, open_house, open_housekeeper


@click.command()
@click.option("--metrics-port", type=click.IntRange(0, 65_535), help="Show numbers for Prometheus here.")
@click.option("--metrics-host", default="127.0.0.1", show_default=True, help="The address to show them at.")
@click.option(
    "--grace", type=click.FloatRange(min=0), default=GRACE_SECONDS, show_default=True,
    help="Seconds that what is under way may take when the worker is told to stop.",
)  # fmt: skip
@running
async def worker(metrics_port: int | None, metrics_host: str, grace: float) -> None:
    """Let clocks lapse, deliver what follows, send e-mail and webhooks, tidy: until SIGTERM or Ctrl-C.

    Run as many as you like, on as many machines.
    """
    settings, metrics = own_settings(), Metrics()
    log_to()
    log = logger_of("hejie.worker")

    def note(text: str) -> None:
        log.info("opening", says=text)

    async with AsyncExitStack() as stack:
        stop = stack.enter_context(ended_by_signals())
        house = await stack.enter_async_context(open_house(settings, note))
        courier = await stack.enter_async_context(open_courier(house, settings))
        housekeeper = stack.enter_context(open_housekeeper(house, settings, note))
        if metrics_port is not None:
            port = stack.enter_context(served(metrics, metrics_host, metrics_port))
            log.info("metrics_shown", url=f"http://{metrics_host}:{port}/metrics")
        await serve_work(house, courier, housekeeper, stop=stop, metrics=metrics, grace_seconds=grace)

"""`hejie letters`: what could not be delivered, and sending it again."""

import click
from rich.table import Table

from hejie.edge.cli.run import open_house_here
from hejie.running import out, own_settings, running

_MOST = 1_000


@click.command()
@click.option("--again", is_flag=True, help="Send all of them again.")
@running
async def letters(again: bool) -> None:
    """List what was given up after many attempts: consequences within, webhooks and e-mail to the outside."""
    table = Table("what", "case or target", "attempts", "last error")
    async with open_house_here(own_settings()) as house:
        effects = await house.ledger.dead_letters(_MOST)
        deliveries = await house.post.dead_deliveries(_MOST)
        for effect, error in effects:
            table.add_row(effect.topic, effect.stream.public, str(effect.attempts), error)
        for delivery, error in deliveries:
            table.add_row(delivery.channel, delivery.target, str(delivery.attempts), error)
        if again:
            for effect, _ in effects:
                await house.ledger.send_effect_again(effect, house.now())
            for delivery, _ in deliveries:
                await house.post.send_again(delivery, house.now())
    out.print(table)
    if again:
        out.print(f"{len(effects) + len(deliveries)} will be sent again by the worker")

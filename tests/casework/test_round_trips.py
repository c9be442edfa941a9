"""How often one caller's command goes to the database: few callers wait for little else."""

from collections.abc import Awaitable, Callable

from hejie.adapters.postgres.connections import Answer, Connection, Connections
from hejie.adapters.postgres.migrate import APP_ROLE
from hejie.casework.desk import Submission
from hejie.casework.intake import take_orders
from hejie.domain import commands as ask
from hejie.domain.roles import Actor
from hejie.wiring import stores_on

from .houses import VENUE, Clock, furnished
from .lives import BUYER, SHOP, case, filing, order, showing, taken


class Counting(Connections):
    """Connections that count how often they are used."""

    trips = 0

    async def run(self, work: Callable[[Connection], Awaitable[Answer]]) -> Answer:
        self.trips += 1
        return await super().run(work)


async def test_a_command_takes_two_round_trips_and_one_more_for_what_it_needs_for_the_first_time(
    database: str,
) -> None:
    """Reading and writing; an order where a case begins, a key where somebody writes the first words in it,
    the complainant's counts where it is withdrawn."""
    connections, clock = Counting(database, role=APP_ROLE), Clock()
    house = furnished(stores_on(connections), clock)
    await take_orders([order()], house.orders)
    steps: list[tuple[Actor, ask.Command, int]] = [
        (BUYER, filing(text="it is not what you said"), 4),
        (BUYER, ask.Say("please"), 2),
        (BUYER, showing(), 2),
        (SHOP, ask.Say("we look into it"), 3),
        (SHOP, ask.Say("it is"), 2),
        (BUYER, ask.RequestWithdrawal(reason=ask.WithdrawalReason.MISTAKE), 3),
    ]
    told = []
    async with house.lanes:
        for number, (actor, command, _) in enumerate(steps):
            before = connections.trips
            submission = Submission(case(), actor, command, clock.at, f"{number}", VENUE)
            taken(await house.lanes.submit(submission))
            told.append(connections.trips - before)
    await house.ledger.close()
    assert told == [expected for _, _, expected in steps]

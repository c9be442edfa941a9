"""Fills the demo's marketplace: every step is a real command, at its own instant, with the sweep and the
relay in between, exactly as if the people had done it then.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime

from hejie.casework.desk import Submission
from hejie.casework.intake import take_orders
from hejie.casework.people import ROLES, Account
from hejie.casework.uploads import Upload
from hejie.demo.cases import stories
from hejie.demo.people import PERSONAS, VENUE, Persona
from hejie.demo.pictures import draw
from hejie.demo.script import Picture, Step, Story, orders
from hejie.domain import commands as ask
from hejie.domain.commands import command_name
from hejie.domain.ids import StreamId, StreamKind, named
from hejie.domain.lifecycle import LIFECYCLE
from hejie.domain.roles import Actor
from hejie.evidence.intake import Intake
from hejie.wiring import House


class DemoClock:
    """The clock of the house while it is filled: first the script's, then the machine's again."""

    def __init__(self, real: Callable[[], datetime]) -> None:
        self._real = real
        self.at: datetime | None = None

    def __call__(self) -> datetime:
        return self.at or self._real()


class NotAsWritten(Exception):
    """A step of the script was refused: the script and the rules no longer fit."""


async def seed(house: House, intake: Intake, clock: DemoClock, hash_of: Callable[[Persona], str]) -> int:
    """Make the people, their orders and their cases; returns how many cases. `hash_of` gives the hash of a
    persona's password. To do it again changes nothing: every step has its key."""
    now = clock()
    for persona in PERSONAS:
        email = f"{persona.login}@example.org"
        await house.people.put_account(Account(persona.login, persona.principal, hash_of(persona), email))
    await take_orders(orders(now), house.orders)
    told = stories(now)
    try:
        for at, story, place, step in _in_order(told, now):
            clock.at = at
            await house.sweeper.sweep()
            await _do(house, intake, story, place, step, at)
            await house.relay.drain()
    finally:
        clock.at = None
    return len(told)


def stream_of(story: Story) -> StreamId:
    """The case of a story."""
    return named(StreamKind.CASE, VENUE, story.complainant.id, story.key)


def _in_order(told: tuple[Story, ...], now: datetime) -> Iterator[tuple[datetime, Story, int, Step]]:
    steps = [(now - step.ago, story, place, step) for story in told for place, step in enumerate(story.steps)]
    yield from sorted(steps, key=lambda one: (one[0], one[1].key, one[2]))


async def _do(house: House, intake: Intake, story: Story, place: int, step: Step, at: datetime) -> None:
    command = step.act
    if isinstance(command, Picture):
        upload = await _hand_in(house, intake, step.who, command, f"{story.key}-{place}", at)
        command = ask.SubmitEvidence(command.item, upload.sha256, command.caption)
    key, venue = (story.key, VENUE) if place == 0 else (f"{story.key}-{place}", "")
    answer = await house.lanes.submit(
        Submission(stream_of(story), _actor(step.who, command), command, at, key, venue)
    )
    if answer.refusal is not None:
        said = f"{story.order} {step.who.login} {command_name(command)}"
        raise NotAsWritten(f"{said}: {answer.refusal.tell('en')}")


def _actor(who: Persona, command: ask.Command) -> Actor:
    """As whom a person gives a command: the first of its hats that may."""
    allowed = {role for row in LIFECYCLE if row.command is type(command) for role in row.by}
    roles = [ROLES[hat] for hat in who.hats if hat in ROLES]
    return Actor(next(role for role in roles if role in allowed), who.id)


async def _hand_in(
    house: House, intake: Intake, who: Persona, picture: Picture, name: str, at: datetime
) -> Upload:
    taken = await intake.take(_chunks(draw(picture.scene, len(name))), "image/jpeg", f"{name}.jpg")
    owner = f"{VENUE}:{ROLES[who.hats[0]]}:{who.id}"
    upload = await house.uploads.put_upload(
        Upload(
            owner, taken.sha256, taken.name, taken.media_type, taken.size, taken.original_key,
            taken.shown_key, taken.shown_media_type, at, taken.thumbnail_key, taken.width, taken.height,
            taken.notes,
        )
    )  # fmt: skip
    await house.uploads.bind(owner, [upload.sha256])
    return upload


async def _chunks(body: bytes) -> AsyncIterator[bytes]:
    yield body

"""What people write is stored sealed, opens for those who have the key, and is gone when the person is."""

import re
from hashlib import sha256
from typing import NamedTuple

import msgspec
import pytest

from hejie.casework.desk import WordsNotTaken
from hejie.casework.envelope import encode
from hejie.casework.ledger import Payload, Wanted
from hejie.casework.look import verify
from hejie.casework.sealing import Unsealable, Vault, personal_fields, reference_id
from hejie.casework.states import replay
from hejie.domain import commands as ask
from hejie.domain.case import Act, Award, FindingResult
from hejie.domain.ids import StreamId, StreamKind
from hejie.domain.roles import Actor

from .houses import ALL_BACKENDS, World
from .lives import (
    ANSWER_HOURS,
    ARBITER,
    BUYER,
    DEMAND,
    OFFICER,
    REVIEWER,
    SHOP,
    case,
    file,
    filing,
    look,
    offer,
    order,
    showing,
)

REFERENCE = re.compile(rb"sealed:[0-9a-f]{32}:[0-9a-f]{64}")
MARK = "quagga 斑驴"
"""In every text of these tests, and nowhere else."""


class Written(NamedTuple):
    """What a person wrote in a case, and with which command."""

    stream: StreamId
    person: str
    command: ask.Command
    key: str
    words: str


class Author:
    """Gives commands with words in every field that takes any, and remembers them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.written: list[Written] = []

    async def give(self, stream: StreamId, actor: Actor, command: ask.Command) -> None:
        """Give a command; it must be taken."""
        key = f"key {len(self.written)}"
        filled = {name: f"{MARK} {len(self.written)}" for name in TEXTS.get(type(command), ())}
        command = msgspec.structs.replace(command, **filled)
        await self.world.done(stream, actor, command, key)
        self.written += [Written(stream, actor.id, command, key, words) for words in filled.values()]


def _texts() -> dict[type[ask.Command], list[str]]:
    """The free texts of every command, found by their names."""
    found = {
        command: [name for name in command.__struct_fields__ if name in ("text", "caption")]
        for command in ask.AnyCommand.__args__
    }
    return {command: names for command, names in found.items() if names}


TEXTS = _texts()


async def live_through_everything(world: World) -> Author:
    """Two cases in which every command that takes words is given and taken."""
    author, clock = Author(world), world.clock
    await world.take(order("A1"), order("A2"))
    one, two = case("one"), case("two")
    give = author.give
    await give(one, BUYER, ask.OpenTalk("A1", "quality_visible", (DEMAND,)))
    await give(one, SHOP, ask.Say(""))
    await give(one, SHOP, offer(world))
    await give(one, BUYER, ask.CounterOffer("o1", offer(world).terms))
    await give(one, SHOP, ask.DeclineOffer("o2"))
    await give(one, SHOP, ask.Refuse())
    await give(one, BUYER, ask.FileComplaint())
    await give(one, BUYER, showing("defect_photo"))
    await give(one, SHOP, showing("outbound_photo"))
    await give(one, SHOP, ask.Contest())
    await world.done(one, BUYER, ask.FinishEvidence())
    await give(one, OFFICER, ask.RequestInformation("respondent", "?"))
    await give(one, SHOP, ask.SupplyInformation(""))
    await give(one, OFFICER, ask.Suspend(1, "?"))
    await world.done(one, OFFICER, ask.Resume())
    await give(one, OFFICER, ask.Examine(ask.ContestOutcome.NOT_UPHELD, ("quality_visible",), "?"))
    await world.done(one, BUYER, ask.FinishEvidence())
    await world.done(one, SHOP, ask.FinishEvidence())
    pay = Award(Act.PAY, 5_000)
    finding = ask.ProposedFinding("c1", FindingResult.PARTLY, (pay,))
    await give(one, ARBITER, ask.Rule((finding,), ("quality_visible",), "?"))
    await give(one, SHOP, ask.Appeal(ask.AppealGround.RULE_ERROR, "?"))
    clock.go(days=8)
    await give(one, REVIEWER, ask.DecideAppeal(("quality_visible",), "?"))
    (owed,) = (await look(world, one)).case.open_obligations
    await world.done(one, SHOP, ask.RecordPerformance(owed.id))
    await give(one, BUYER, ask.ContestPerformance(owed.id))
    await give(one, OFFICER, ask.DecidePerformance(owed.id, False, "?"))

    await give(two, BUYER, filing("A2"))
    await give(two, SHOP, offer(world))
    await give(two, BUYER, ask.RequestIntervention())
    await world.house.relay.drain()
    return author


async def opened(world: World, stream: StreamId) -> dict[str, list[str]]:
    """Everything that can be read in a case, by who wrote it."""
    ledger, vault = world.house.ledger, world.house.vault
    references = [
        found.decode() async for entry in ledger.entries(stream) for found in REFERENCE.findall(entry.body)
    ]
    ids = {reference: reference_id(reference) for reference in references}
    payloads = await ledger.payloads(stream, [id for id in ids.values() if id])
    words: dict[str, list[str]] = {}
    for reference, id in ids.items():
        assert id is not None
        payload = payloads[id]
        (key,) = await ledger.person_keys([(stream, payload.person)])
        if key is not None:
            words.setdefault(payload.person, []).append(vault.open(reference, payload, stream, key))
    return words


def expected(author: Author, stream: StreamId, *, without: str = "") -> dict[str, list[str]]:
    """What was written in a case, by who wrote it."""
    words: dict[str, list[str]] = {}
    for one in author.written:
        if one.stream == stream and one.person != without:
            words.setdefault(one.person, []).append(one.words)
    return words


def test_every_text_of_a_command_is_known_as_personal() -> None:
    assert len(TEXTS) == 19
    for command, names in TEXTS.items():
        assert personal_fields(command) == tuple(names), command


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_no_word_that_anyone_wrote_is_stored_in_plain(world: World) -> None:
    """Not one byte of it, in any table, after cases in which every command that takes words was given."""
    author = await live_through_everything(world)
    assert {type(one.command) for one in author.written} == set(TEXTS), "a command is missing from the story"
    needles = [part.encode() for part in MARK.split()]
    for table, content in (await world.everything()).items():
        assert content, table
        for needle in needles:
            assert needle not in content, table
    for stream in (case("one"), case("two")):
        assert await opened(world, stream) == expected(author, stream)
        assert (await verify(world.house.ledger, stream)).faults == ()


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_when_a_person_is_erased_nothing_of_theirs_can_be_read_and_everything_else_stands(
    world: World,
) -> None:
    author = await live_through_everything(world)
    versions = [(await look(world, stream)).version for stream in (case("one"), case("two"))]
    assert await world.house.ledger.erase_person(BUYER.id) == 2
    for stream, version in zip((case("one"), case("two")), versions, strict=True):
        assert await opened(world, stream) == expected(author, stream, without=BUYER.id)
        assert (await verify(world.house.ledger, stream)).faults == ()
        bodies = [entry.body async for entry in world.house.ledger.entries(stream)]
        assert replay(StreamKind.CASE, bodies) == (await look(world, stream)).case
        assert (await look(world, stream)).version == version


async def test_who_was_erased_can_still_act_but_writes_no_more(world: World) -> None:
    author = await live_through_everything(world)
    stream = case("two")
    assert await world.house.ledger.erase_person(BUYER.id)
    before = await world.everything()
    for house in (world.house, world.second):
        with pytest.raises(WordsNotTaken):
            await house.lanes.submit(world.ask(stream, BUYER, ask.Say("one more thing"), "new"))
    assert await world.everything() == before
    await world.done(stream, BUYER, showing())
    await world.done(stream, SHOP, ask.Say("are you still there?"))
    assert (await opened(world, stream)).keys() == {SHOP.id}
    first = next(one for one in author.written if one.stream == stream and one.person == SHOP.id)
    assert (await world.do(stream, SHOP, first.command, first.key)).replayed


async def test_of_many_at_once_only_the_erased_are_told_that_their_words_are_not_taken(world: World) -> None:
    streams = [await file(world, f"k{n}", buyer=f"buyer-{n}") for n in range(20)]
    buyers = [msgspec.structs.replace(BUYER, id=f"buyer-{n}") for n in range(20)]
    for n in (3, 11):
        await world.done(streams[n], buyers[n], ask.Say("before"))
        assert await world.house.ledger.erase_person(f"buyer-{n}") == 1
    answers = await world.house.lanes.submit_all(
        [world.ask(stream, buyer, ask.Say("after")) for stream, buyer in zip(streams, buyers, strict=True)]
    )
    assert [n for n, answer in enumerate(answers) if isinstance(answer, WordsNotTaken)] == [3, 11]
    assert sum(not isinstance(answer, Exception) for answer in answers) == 18


async def test_a_receipt_gives_no_way_to_check_a_guess_of_the_words(world: World) -> None:
    """Short words are soon guessed: what is stored of a request must not tell whether a guess is right.

    Not even to who holds the master key, once the person was erased.
    """
    stream = await file(world)
    command = ask.Say("yes")
    await world.done(stream, BUYER, command, key="a")
    (found,) = await world.house.ledger.read([Wanted(stream, f"{BUYER.role}:{BUYER.id}", "a")])
    assert found.receipt is not None
    assert found.receipt.request_hash != sha256(encode((stream.public, BUYER, command))).digest()
    await world.house.ledger.erase_person(BUYER.id)
    for guess in ("yes", "no"):
        with pytest.raises(WordsNotTaken):
            await world.do(stream, BUYER, ask.Say(guess), key="a")


async def test_changed_bytes_and_another_key_do_not_open(world: World) -> None:
    stream = await file(world)
    await world.done(stream, BUYER, ask.Say("the truth"))
    await world.done(stream, SHOP, ask.Say("something else"))
    ledger, vault = world.house.ledger, world.house.vault
    entries = [entry async for entry in ledger.entries(stream) if entry.type == "said"]
    references = [REFERENCE.findall(entry.body)[0].decode() for entry in entries]
    ids = [reference_id(reference) for reference in references]
    found = await ledger.payloads(stream, [id for id in ids if id])
    payloads = [found[id] for id in ids if id]
    (mine, theirs) = await ledger.person_keys([(stream, BUYER.id), (stream, SHOP.id)])
    assert mine is not None
    assert theirs is not None
    assert vault.open(references[0], payloads[0], stream, mine) == "the truth"

    def changed(data: bytes, place: int) -> bytes:
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

    sealed = payloads[0].ciphertext
    wrong: list[tuple[str, Payload, StreamId, bytes]] = [
        (references[0], msgspec.structs.replace(payloads[0], ciphertext=changed(sealed, place)), stream, mine)
        for place in range(len(sealed))
    ]
    wrong += [
        (references[0], payloads[0], stream, theirs),
        (references[0], payloads[0], case("another"), mine),
        (references[0], payloads[1], stream, theirs),
        (references[1], payloads[0], stream, mine),
        (references[0][:-1] + ("0" if references[0][-1] != "0" else "1"), payloads[0], stream, mine),
    ]
    for reference, payload, where, key in wrong:
        with pytest.raises(Unsealable):
            vault.open(reference, payload, where, key)
    with pytest.raises(Unsealable):
        Vault(bytes(32)).open(references[0], payloads[0], stream, mine)


async def test_the_same_words_twice_look_different(world: World) -> None:
    stream = await file(world)
    for _ in range(2):
        await world.done(stream, BUYER, ask.Say("again"))
    bodies = [entry.body async for entry in world.house.ledger.entries(stream) if entry.type == "said"]
    references = {found for body in bodies for found in REFERENCE.findall(body)}
    assert len({reference.split(b":")[2] for reference in references}) == 2


async def test_words_that_look_like_a_reference_are_words(world: World) -> None:
    stream = await file(world)
    await world.done(stream, BUYER, ask.Say(f"sealed:{'0' * 32}:{'0' * 64}"))
    assert (await opened(world, stream))[BUYER.id] == [f"sealed:{'0' * 32}:{'0' * 64}"]


async def test_of_a_refused_command_no_words_are_kept(world: World) -> None:
    stream = await file(world)
    tables = ("personal_payload", "_payloads")
    before = {name: content for name, content in (await world.everything()).items() if name in tables}
    for late_hours in (0, ANSWER_HOURS):
        world.clock.go(hours=late_hours)
        answer = await world.do(stream, SHOP, ask.Contest("we did nothing wrong"))
        assert answer.refusal is not None
    assert answer.version > 3, "the lapse was written, the words were not"
    after = await world.everything()
    assert {name: after[name] for name in before} == before

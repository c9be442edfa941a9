"""Views beside the case itself: who may look, what sides are called, rules, rows, words that are opened."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from casework.houses import NOON, world_in_memory
from casework.lives import BUYER, SHOP, file
from hejie.adapters.memory import MemoryLedger
from hejie.casework.listings import Listed, listing_of
from hejie.casework.look import history_of
from hejie.casework.packs import Packs
from hejie.casework.people import Account, Hat, Principal, Scope
from hejie.casework.views.names import NameBook, Person
from hejie.casework.views.opening import open_words
from hejie.casework.views.queue import brief
from hejie.casework.views.rules import pack_briefs, rules_view
from hejie.casework.views.viewer import shortened, viewer_of
from hejie.domain import commands as ask
from hejie.domain.decide import as_of
from hejie.domain.ids import StreamId
from hejie.domain.roles import Role, Side
from hejie.policy.shipped import shipped_packs

from .looking import LANGUAGES, NAMES, PATHS, STREAM, VIEWERS, looks, plain, texts, viewer, views_of

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("小明", "小**"),
        ("Jane Doe", "J***"),
        (" 李 ", "李**"),
        ("ö", "ö***"),
        ("", "***"),
        ("ｊａｎｅ", "ｊ**"),
    ],
)
def test_a_name_is_shortened_to_its_first_letter(name: str, short: str) -> None:
    """Chinese and Latin names alike; its length is not told."""
    assert shortened(name) == short


def _principal(*hats: Hat, id: str = "", venue: str = "demo", scopes: tuple[Scope, ...] = ()) -> Principal:
    return Principal(id, "somebody", venue, hats, scopes)


def test_nobody_looks_at_a_case_that_does_not_concern_them() -> None:
    """Neither other parties, nor the same id elsewhere, nor a machine without the scope for it."""
    case = looks(PATHS[0])[0].case.head
    mine, shop = case.complainant, case.respondent
    at = case.venue
    strangers = [
        _principal(Hat.CONSUMER, id="somebody", venue=at),
        _principal(Hat.CONSUMER, id=shop, venue=at),
        _principal(Hat.MERCHANT, id=mine, venue=at),
        _principal(Hat.CONSUMER, id=mine, venue="another"),
        _principal(Hat.CONSUMER, id=mine, venue=""),
        _principal(Hat.MERCHANT, id=shop, venue=""),
        _principal(Hat.OFFICER, id="chen", venue="another"),
        _principal(Hat.RULE_EDITOR, id="sun", venue=""),
        _principal(Hat.MACHINE, id="erp", venue=at, scopes=(Scope.ACT, Scope.ORDERS)),
        _principal(Hat.MACHINE, id="erp", venue="another", scopes=(Scope.READ_CASES,)),
        _principal(Hat.MACHINE, id="erp", venue="", scopes=(Scope.READ_CASES,)),
    ]
    assert [viewer_of(one, case, "zh") for one in strangers] == [None] * len(strangers)


def test_whom_it_concerns_looks_from_the_own_side() -> None:
    """Parties from theirs, staff of the venue or of all from within, in each of their hats."""
    case = looks(PATHS[0])[0].case.head
    consumer = viewer_of(_principal(Hat.CONSUMER, id=case.complainant, venue=case.venue), case, "zh")
    merchant = viewer_of(_principal(Hat.MERCHANT, id=case.respondent, venue=case.venue), case, "zh")
    staff = viewer_of(_principal(Hat.OFFICER, Hat.ARBITER, id="chen", venue=""), case, "zh")
    assert consumer is not None
    assert merchant is not None
    assert staff is not None
    assert [one.side for one in (consumer, merchant, staff)] == [
        Side.COMPLAINANT,
        Side.RESPONDENT,
        Side.STAFF,
    ]
    assert [one.inside for one in (consumer, merchant, staff)] == [False, False, True]
    assert [actor.role for actor in staff.actors] == [Role.OFFICER, Role.ARBITER]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_of_every_shipped_pack_are_told_in_words(language: str) -> None:
    """Every kind, span, item and remedy, without a code where people read."""
    packs = shipped_packs()
    for pack in packs:
        told = plain(rules_view(pack, "demo", language))
        assert [kind["code"] for kind in told["kinds"]] == list(pack.kinds)
        for field, text in texts(told):
            if field in ("words", "length", "silence"):
                assert text
                assert not re.search(r"[a-z]_[a-z]|\{", text), text
                assert bool(CHINESE.search(text)) == (language == "zh"), text
    briefs = pack_briefs(Packs(packs), NOON, language)
    assert sorted(one.id for one in briefs) == sorted(pack.id for pack in packs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_of_a_queue_agrees_with_the_case(language: str) -> None:
    """Stage, outcome, kind and the first clock are those of the case itself, for every viewer and story."""
    for path in PATHS:
        for name in VIEWERS:
            for look, view, _ in views_of(path, name, language):
                case, pack = look.case, look.transcript.pack
                who, listed = (
                    viewer(name, case, language),
                    Listed(STREAM, listing_of(as_of(case, pack, view.at))),
                )
                row = brief(listed, who, pack, look.material.order, NAMES)
                assert (row.stage, row.outcome, row.kind, row.severity) == (
                    view.stage, view.outcome, view.kind, view.severity,
                )  # fmt: skip
                running = [clock for clock in view.clocks if clock.due_at is not None]
                first = min(running, key=lambda clock: (clock.due_at, clock.id), default=None)
                assert (row.clock is None) == (first is None)
                if row.clock and first:
                    assert (row.clock.due_at, row.clock.name, row.clock.yours) == (
                        first.due_at, first.name, first.yours,
                    )  # fmt: skip
                    assert row.waiting_for_you == first.yours
                if name in ("consumer", "merchant"):
                    other = 1 if name == "consumer" else 0
                    assert row.other_party == view.parties[other].name
                assert row.taken_by == view.taken_by


class _People:
    """Accounts that count how often they are asked."""

    def __init__(self, *accounts: Account) -> None:
        self._accounts = {account.principal.box: account for account in accounts}
        self.asked: list[str] = []

    async def account_of(self, box: str) -> Account | None:
        self.asked.append(box)
        return self._accounts.get(box)


async def test_names_are_looked_up_once_a_minute() -> None:
    """However many rows name somebody; who has no account is called by the id."""
    known = Principal("li", "李女士", "demo", (Hat.CONSUMER,), login="li")
    people: Any = _People(Account("li", known, "-"))
    book = NameBook(people)
    li, shop = Person("demo", Side.COMPLAINANT, "li"), Person("demo", Side.RESPONDENT, "shop")
    for _ in range(3):
        assert await book.names([li, shop, li], NOON) == {li: "李女士", shop: "shop"}
    assert people.asked == ["consumer:demo:li", "merchant:demo:shop"]
    await book.names([li], NOON + timedelta(minutes=2))
    assert people.asked == ["consumer:demo:li", "merchant:demo:shop", "consumer:demo:li"]


class _Counting(MemoryLedger):
    """A ledger that notes which queries for words and keys it was asked."""

    def __init__(self, inner: MemoryLedger) -> None:
        self.__dict__.update(inner.__dict__)
        self.asked: list[tuple[str, int]] = []

    async def payloads(self, stream: StreamId, refs: Any) -> dict[UUID, Any]:
        self.asked.append(("payloads", len(refs)))
        return await super().payloads(stream, refs)

    async def person_keys(self, wanted: Any) -> list[bytes | None]:
        self.asked.append(("person_keys", len(wanted)))
        return await super().person_keys(wanted)


async def test_all_words_of_a_case_are_opened_by_one_query_for_words_and_one_for_keys() -> None:
    """However long the talk was; those of an erased person are left out, the others stay."""
    async with world_in_memory() as world:
        stream = await file(world)
        for number in range(10):
            actor = BUYER if number % 2 else SHOP
            await world.done(stream, actor, ask.Say(f"words {number}"))
        inner = world.house.ledger
        assert isinstance(inner, MemoryLedger)
        ledger = _Counting(inner)
        stored = await history_of(ledger, stream)
        opened = await open_words(ledger, world.house.vault, stream, stored)
        assert sorted(opened.values()) == [f"words {number}" for number in range(10)]
        assert ledger.asked == [("payloads", 10), ("person_keys", 2)]
        await inner.erase_person(BUYER.id)
        opened = await open_words(ledger, world.house.vault, stream, stored)
        assert sorted(opened.values()) == [f"words {number}" for number in range(0, 10, 2)]


async def test_words_that_do_not_open_are_not_shown() -> None:
    """A page is not kept from being read by one text that was tampered with."""
    async with world_in_memory() as world:
        stream = await file(world)
        for text in ("one", "two"):
            await world.done(stream, SHOP, ask.Say(text))
        ledger = world.house.ledger
        assert isinstance(ledger, MemoryLedger)
        name, payload = next(iter(ledger._payloads.items()))
        ledger._payloads[name] = msgspec.structs.replace(payload, ciphertext=payload.ciphertext[::-1])
        opened = await open_words(ledger, world.house.vault, stream, await history_of(ledger, stream))
        assert list(opened.values()) == ["two"]

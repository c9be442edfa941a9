"""One submission decided: from the stream as it was found to what is to be written, and the answer.

This is the heart of the one write path, and it is pure: what it needs from outside (the stream, the order,
keys, counters) has been gathered before. The lanes do the I/O around it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Generic, TypeVar

import msgspec

from hejie.casework import consequences
from hejie.casework.envelope import ENVELOPE_VERSION, Envelope, encode, freeze
from hejie.casework.ledger import GENESIS, Append, Effect, Entry, Found, Payload, Receipt, chain
from hejie.casework.listings import Listing, listing_after
from hejie.casework.packs import Packs
from hejie.casework.sealing import Vault, words_of
from hejie.domain.case import Case
from hejie.domain.commands import Command, command_name
from hejie.domain.complainant import (
    Complainant,
    ComplainantCommand,
    CountOwnFiling,
    CountWithdrawal,
    decide_complainant,
    evolve_complainant,
)
from hejie.domain.decide import decide, lapses
from hejie.domain.draft import Moment
from hejie.domain.events import ClockLapsed, Event
from hejie.domain.facts import Counters
from hejie.domain.ids import StreamId, StreamKind
from hejie.domain.merchant import (
    AddPoints,
    CountFiling,
    Merchant,
    MerchantCommand,
    MerchantEvent,
    decide_merchant,
    evolve_merchant,
)
from hejie.domain.orders import Order
from hejie.domain.refusals import Refusal, RefusalCode, refuse
from hejie.domain.roles import PARTIES, THE_CLOCK, Actor
from hejie.domain.rulebook import Pack

AnyAsked = Command | MerchantCommand | ComplainantCommand


class Submission(msgspec.Struct, frozen=True):
    """A command as it was handed in. `command` None: only let the clocks that have run out take effect.

    `key` is the caller's idempotency key; `expected_version` the version it decided on, if it says so;
    `venue` is needed where the command begins a case. `within` is the venue that the caller belongs to, if
    it is of one: ids of people are those of a venue, and to others a case of it does not exist.
    """

    stream: StreamId
    actor: Actor
    command: AnyAsked | None
    at: datetime
    key: str = ""
    venue: str = ""
    expected_version: int | None = None
    within: str = ""

    @property
    def caller(self) -> str:
        """Whose keys these are: a person's are its own in each role."""
        return f"{self.actor.role}:{self.actor.id}"


class Gathered(msgspec.Struct, frozen=True):
    """What was fetched for one submission before it is decided."""

    order: Order | None = None
    counters: Counters | None = None
    wrapped_key: bytes | None = None


class Answer(msgspec.Struct, frozen=True):
    """What a submission came to: the stream's version and the events written, or the refusal."""

    stream: StreamId
    version: int
    events: tuple[str, ...] = ()
    refusal: Refusal | None = None
    replayed: bool = False
    """The same request had been answered before; nothing was written again."""


class Work(msgspec.Struct, frozen=True):
    """The answer, to be given once the append (if any) is written."""

    answer: Answer
    append: Append | None


class ApplicationError(Exception):
    """The request cannot be decided as it stands; the rules were not asked."""


class StreamUnknown(ApplicationError):
    """No such case."""


class StaleVersion(ApplicationError):
    """The case has moved on since the caller looked: look again."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"decided on version {expected}, the case is at {found}")
        self.expected = expected
        self.found = found


class KeyReused(ApplicationError):
    """The idempotency key was used before for another request."""


class WordsNotTaken(ApplicationError):
    """The person asked to be forgotten here: no words of theirs are kept any more."""


class _Given(msgspec.Struct, frozen=True):
    """What a receipt remembers of an answer."""

    version: int
    events: tuple[str, ...]


E = TypeVar("E")


class _Stretch(Generic[E]):
    """Events to be appended to one stream: encoded, chained, in order."""

    def __init__(self, found: Found) -> None:
        self.entries: list[Entry] = []
        self.names: list[str] = []
        self._head = found.head_hash or GENESIS

    def add(self, events: Sequence[E], name: str, by: Actor, at: datetime) -> None:
        for event in events:
            body = encode(Envelope(ENVELOPE_VERSION, at, by, name, event))
            self._head = chain(self._head, body)
            type_name = _name_of(event)
            self.entries.append(Entry(type_name, body, self._head))
            self.names.append(type_name)

    @property
    def head(self) -> bytes:
        return self._head


def _name_of(tagged: Any) -> str:
    return str(tagged.__struct_config__.tag)


class Desk:
    """Decides submissions under the packs that are known here."""

    def __init__(self, packs: Packs, vault: Vault) -> None:
        self.packs = packs
        self.vault = vault

    def work(self, submission: Submission, gathered: Gathered, found: Found, state: Any) -> Work:
        """Decide one submission on a stream. `state` is the stream's state, None where it does not exist.

        Raises: ApplicationError.
        """
        if isinstance(state, Case) and submission.within not in ("", state.head.venue):
            raise StreamUnknown(submission.stream.public)
        if found.receipt is not None:
            return self._repeated(submission, gathered, found.receipt)
        expected = submission.expected_version
        if expected not in (None, found.version) and not _is_stranger(submission, state):
            raise StaleVersion(expected, found.version)
        kind = submission.stream.kind
        if kind is StreamKind.CASE:
            work = self._on_case(submission, gathered, found, state)
        elif kind is StreamKind.MERCHANT:
            work = _on_merchant(submission, found, state or Merchant())
        else:
            work = _on_complainant(submission, found, state or Complainant())
        return self._with_receipt(submission, gathered, work)

    def _repeated(self, submission: Submission, gathered: Gathered, receipt: Receipt) -> Work:
        if receipt.request_hash != self._request_hash(submission, gathered):
            raise KeyReused(submission.key)
        given = msgspec.json.decode(receipt.answer, type=_Given)
        return Work(Answer(submission.stream, given.version, given.events, replayed=True), None)

    def _with_receipt(self, submission: Submission, gathered: Gathered, work: Work) -> Work:
        answer, append = work.answer, work.append
        if append is None or answer.refusal is not None or not submission.key:
            return work
        given = encode(_Given(answer.version, answer.events))
        request = self._request_hash(submission, gathered)
        receipt = Receipt(submission.caller, submission.key, request, given)
        return Work(answer, msgspec.structs.replace(append, receipt=receipt))

    def _request_hash(self, submission: Submission, gathered: Gathered) -> bytes:
        """What makes two requests the same: who asks what of which stream.

        Where words are among it, it takes their author's key to compute it: nobody else can check a guess.
        """
        command, person = submission.command, submission.actor.id
        asked = encode((submission.stream, submission.actor, command))
        if not isinstance(command, Command) or not words_of(command):
            return sha256(asked).digest()
        if gathered.wrapped_key is None:
            raise WordsNotTaken(person)
        return self.vault.fingerprint(asked, submission.stream, person, gathered.wrapped_key)

    def _on_case(self, submission: Submission, gathered: Gathered, found: Found, case: Case | None) -> Work:
        pack = self._pack(submission, case)
        if isinstance(pack, Refusal):
            return Work(Answer(found.stream, found.version, refusal=pack), None)
        # Clocks of machines differ a little: a history never goes back in time.
        at = submission.at if case is None else max(submission.at, case.changed_at)
        stretch: _Stretch[Event] = _Stretch(found)
        effects: list[Effect] = []
        late: ClockLapsed | None = None
        before = case
        if case is not None:
            for lapsed in lapses(case, pack, at):
                late = late or next(one for one in lapsed.events if isinstance(one, ClockLapsed))
                stretch.add(lapsed.events, "lapse", THE_CLOCK, at)
                effects += consequences.of_case(
                    found.stream, case, lapsed.case, lapsed.events, pack, THE_CLOCK, at
                )
                case = lapsed.case
        refusal: Refusal | None = None
        payloads: tuple[Payload, ...] = ()
        if submission.command is not None:
            command, payloads = self._sealed(submission, gathered)
            moment = Moment(at, submission.actor, pack, gathered.order, gathered.counters)
            decision = decide(case, command, moment)
            if isinstance(decision, Refusal):
                refusal, payloads = decision, ()
                if late is not None and _in_time(before, command, moment, late):
                    refusal = _too_late(late)
            else:
                name, by = command_name(command), submission.actor
                stretch.add(decision.events, name, by, at)
                effects += consequences.of_case(
                    found.stream, case, decision.case, decision.events, pack, by, at
                )
                case = decision.case
        return _work(
            found, stretch, case, at,
            next_due_at=case.next_due_at if case else None,
            effects=tuple(effects), payloads=payloads, refusal=refusal,
            listing=listing_after(before, case) if case and stretch.entries else None,
        )  # fmt: skip

    def _pack(self, submission: Submission, case: Case | None) -> Pack | Refusal:
        if case is not None:
            return self.packs.pinned(case.head)
        if not submission.venue:
            raise StreamUnknown(submission.stream.public)
        pack = self.packs.in_force(submission.venue, submission.at)
        return pack or refuse(RefusalCode.NO_RULES_IN_FORCE, venue=submission.venue)

    def _sealed(self, submission: Submission, gathered: Gathered) -> tuple[Command, tuple[Payload, ...]]:
        command = submission.command
        assert isinstance(command, Command), "a case takes commands of cases"
        if gathered.wrapped_key is None:
            if words_of(command):
                raise WordsNotTaken(submission.actor.id)
            return command, ()
        person = submission.actor.id
        return self.vault.seal(command, submission.stream, person, gathered.wrapped_key)


def _is_stranger(submission: Submission, state: Any) -> bool:
    """Whether the case does not exist for whoever asks: its version is nothing that they learn about."""
    if submission.stream.kind is not StreamKind.CASE:
        return False
    if state is None:
        return not submission.venue
    actor = submission.actor
    return actor.role in PARTIES and actor.id != state.person_of(actor.side)


def _in_time(before: Case | None, command: Command, moment: Moment, late: ClockLapsed) -> bool:
    """Whether the command would have been accepted just before the clock ran out: then it is told that it
    is too late, and by which clock, and not how the case stands by now."""
    just_before = msgspec.structs.replace(moment, at=late.due_at - timedelta.resolution)
    return not isinstance(decide(before, command, just_before), Refusal)


def _too_late(late: ClockLapsed) -> Refusal:
    return refuse(RefusalCode.WINDOW_CLOSED, clock=str(late.name), due_at=late.due_at, rule=late.row)


def _on_merchant(submission: Submission, found: Found, state: Merchant) -> Work:
    command, at = submission.command, submission.at
    assert isinstance(command, CountFiling | AddPoints), "a merchant takes commands of merchants"
    stretch: _Stretch[MerchantEvent] = _Stretch(found)
    events = decide_merchant(state, command)
    for event in events:
        state = evolve_merchant(state, event)
    stretch.add(events, _name_of(command), submission.actor, at)
    effects = consequences.of_merchant(found.stream, events, at)
    return _work(found, stretch, state, at, effects=effects)


def _on_complainant(submission: Submission, found: Found, state: Complainant) -> Work:
    command, at = submission.command, submission.at
    assert isinstance(command, CountOwnFiling | CountWithdrawal), "a complainant takes its own commands"
    stretch: _Stretch[Any] = _Stretch(found)
    events = decide_complainant(state, command)
    for event in events:
        state = evolve_complainant(state, event)
    stretch.add(events, _name_of(command), submission.actor, at)
    return _work(found, stretch, state, at)


def _work(
    found: Found,
    stretch: "_Stretch[Any]",
    state: object,
    at: datetime,
    *,
    next_due_at: datetime | None = None,
    effects: tuple[Effect, ...] = (),
    payloads: tuple[Payload, ...] = (),
    refusal: Refusal | None = None,
    listing: Listing | None = None,
) -> Work:
    version = found.version + len(stretch.entries)
    if refusal is not None:
        answer = Answer(found.stream, version, refusal=refusal)
    else:
        answer = Answer(found.stream, version, tuple(stretch.names))
    if not stretch.entries:
        return Work(answer, None)
    append = Append(
        found.stream, found.version, tuple(stretch.entries), freeze(state), stretch.head,
        next_due_at, at, effects, payloads, listing=listing,
    )  # fmt: skip
    return Work(answer, append)

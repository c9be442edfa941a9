"""What the routes about cases share: which case an address names, who reads it, and how a no of the rules is
told with the names of the case's own rules."""

from contextlib import suppress

from hejie.casework.desk import Answer, StreamUnknown
from hejie.casework.look import look_at
from hejie.casework.views.reading import CaseReader
from hejie.casework.views.shapes import CommandResult
from hejie.domain.ids import StreamId, StreamKind, parse_public
from hejie.domain.refusals import Refusal, RefusalCode
from hejie.domain.rulebook import Pack
from hejie.edge.http.callers import AnyRequest
from hejie.edge.http.etags import version_tag
from hejie.edge.http.problems import Refused
from hejie.wiring import House

_READER = "case_reader"


def reader_of(request: AnyRequest, house: House) -> CaseReader:
    """Who reads cases in this process."""
    state = request.app.state
    if state.get(_READER) is None:
        state[_READER] = CaseReader(
            house.ledger, house.packs, house.vault, house.orders, house.uploads, house.people
        )
    reader: CaseReader = state[_READER]
    return reader


def case_stream(id: str) -> StreamId:
    """The case with a public id. Raises: StreamUnknown."""
    stream = parse_public(StreamKind.CASE, id)
    if stream is None:
        raise StreamUnknown(id)
    return stream


async def refused(house: House, stream: StreamId, refusal: Refusal) -> Refused:
    """A no of the rules about a case, with the names and in the zone of its rules."""
    if refusal.code is not RefusalCode.NOT_A_PARTY:
        with suppress(StreamUnknown):
            seen = await look_at(house.ledger, house.packs, stream)
            return refused_under(refusal, seen.pack, seen.case.head.kind)
    return Refused(refusal)


def refused_under(refusal: Refusal, pack: Pack | None, kind: str) -> Refused:
    """A no of the rules, told under a pack, if one is in force."""
    if pack is None:
        return Refused(refusal)
    names = pack.names(kind) if kind in pack.kinds else {id: one.words for id, one in pack.kinds.items()}
    return Refused(refusal, names, pack.calendar.zone)


def result_of(answer: Answer) -> CommandResult:
    """What a command came to."""
    return CommandResult(answer.stream.public, answer.version, answer.events, answer.replayed)


def headers_of(answer: Answer) -> dict[str, str]:
    """The headers that go with what a command came to."""
    return {"etag": version_tag(answer.version)}

"""What commands show as evidence must have been handed in by whoever shows it, and there is an end to it."""

from collections.abc import Iterator, Sequence

from hejie.casework.look import Seen
from hejie.domain import commands as ask
from hejie.domain.case import EvidenceItem
from hejie.domain.roles import Side
from hejie.domain.words import Words
from hejie.edge.http.accepted import FieldFault
from hejie.edge.http.problems import Code, ProblemError
from hejie.wiring import House

ITEMS_OF_A_SIDE_MOST = 60
"""Items of evidence that one side shows in one case; more says nothing more, and nobody could look at it."""

_NOT_UPLOADED = Words("该文件尚未上传,请先上传", "this file has not been handed in yet: upload it first")
_TOO_MANY = Words(
    f"每方在一个案件中最多提交 {ITEMS_OF_A_SIDE_MOST} 项证据。",
    f"Each side can show at most {ITEMS_OF_A_SIDE_MOST} items of evidence in a case.",
)


def hashes_in(command: ask.Command) -> dict[str, str]:
    """The files that a command refers to: where in the command each stands, by its hash."""
    return {sha256: field for field, _, sha256 in _references(command)}


def _references(command: ask.Command) -> Iterator[tuple[str, str, str]]:
    if isinstance(command, ask.SubmitEvidence):
        yield "sha256", command.item, command.sha256
    elif isinstance(command, ask.RecordPerformance) and command.sha256:
        yield "sha256", "", command.sha256
    elif isinstance(command, ask.Appeal):
        for place, shown in enumerate(command.evidence):
            yield f"evidence[{place}].sha256", shown.item, shown.sha256


async def bind(house: House, owner: str, hashes: dict[str, str]) -> None:
    """Keep what is about to be shown. Raises: ProblemError where its owner never handed it in."""
    unknown = await house.uploads.bind(owner, list(hashes))
    if unknown:
        faults = [FieldFault(hashes[sha256], _NOT_UPLOADED) for sha256 in unknown]
        raise ProblemError(Code.EVIDENCE_NOT_UPLOADED, errors=faults)


def check_room(seen: Seen, side: Side, command: ask.Command) -> None:
    """That a side may show so much more. Raises: ProblemError. What it shows already takes no room again."""
    there: Sequence[EvidenceItem] = [item for item in seen.case.evidence if item.by is side]
    known = {(item.item, item.sha256) for item in there}
    new = {(item, sha256) for _, item, sha256 in _references(command) if item} - known
    if new and len(there) + len(new) > ITEMS_OF_A_SIDE_MOST:
        raise ProblemError(Code.TOO_MUCH_EVIDENCE, _TOO_MANY)

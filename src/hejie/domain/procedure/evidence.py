"""What both sides show, and when they have shown it all."""

from hejie.domain.case import EvidenceItem, SpanName, Stage
from hejie.domain.commands import FinishEvidence, SubmitEvidence
from hejie.domain.draft import Draft
from hejie.domain.events import EvidenceFinished, EvidenceSubmitted
from hejie.domain.refusals import Refusal, RefusalCode, refuse
from hejie.domain.roles import Side
from hejie.domain.rulebook import Need


def submit_evidence(draft: Draft, command: SubmitEvidence) -> Refusal | None:
    """Put an item of one's checklist. Refuses: item_unknown, item_already_shown."""
    return add_evidence(draft, command.item, command.sha256, command.caption)


def add_evidence(draft: Draft, item: str, sha256: str, caption: str = "") -> Refusal | None:
    """Record an item of evidence of the acting side."""
    checklist = draft.kind.checklists[draft.side]
    if not checklist.knows(item):
        accepted = ", ".join(entry.code for entry in checklist.items if entry.need is not Need.PLATFORM)
        return refuse(RefusalCode.ITEM_UNKNOWN, item=item, accepted=accepted)
    shown = draft.case.evidence
    if any(entry.by is draft.side and entry.sha256 == sha256 and entry.item == item for entry in shown):
        return refuse(RefusalCode.ITEM_ALREADY_SHOWN)
    draft.add(EvidenceSubmitted(EvidenceItem(f"e{len(shown) + 1}", draft.side, item, sha256), caption))
    return None


def finish_evidence(draft: Draft, _command: FinishEvidence) -> None:
    """Say that this is all; when both have, the arbiter's turn comes early."""
    draft.add(EvidenceFinished(draft.side))
    case = draft.case
    if {Side.COMPLAINANT, Side.RESPONDENT} <= set(case.finished):
        draft.enter(Stage.DECIDING, (SpanName.DECIDING, Side.STAFF))

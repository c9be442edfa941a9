"""Withdrawal by the complainant, and taking it back.

Only what the pack's table says is free takes effect here; everything else is refused with its reasons.
"""

from hejie.domain.commands import Reinstate, RequestWithdrawal
from hejie.domain.draft import Draft
from hejie.domain.events import CaseReinstated, ClaimsWithdrawn
from hejie.domain.facts import kept, withdrawal_facts
from hejie.domain.procedure.settling import wrong_claims
from hejie.domain.refusals import Refusal, RefusalCode, refuse
from hejie.domain.remedies import settle_on
from hejie.domain.tables import Decided


def request_withdrawal(draft: Draft, command: RequestWithdrawal) -> Refusal | None:
    """Withdraw all open claims, or those named.

    Source: policy key `withdrawal`; design §4 of the pack.
    Refuses: claim_…, withdrawal_not_available, withdrawal_needs_review, withdrawal_needs_reason.
    """
    case = draft.case
    ids = command.claims or tuple(claim.id for claim in case.open_claims)
    if not ids:
        return refuse(RefusalCode.WITHDRAWAL_NOT_AVAILABLE)
    wrong = wrong_claims(draft, ids)
    if wrong:
        return wrong
    facts = withdrawal_facts(case, draft.kind, draft.moment.counters)
    answer = draft.moment.pack.withdrawal.decide(facts)
    if not isinstance(answer, Decided):
        missing = ", ".join(answer.missing)
        return refuse(RefusalCode.WITHDRAWAL_NEEDS_REVIEW, rule="withdrawal", missing=missing)
    rule = f"withdrawal.{answer.row_id}"
    seen = dict(kept(answer.read))
    if answer.outcome["answer"] == "not_available":
        return Refusal(RefusalCode.WITHDRAWAL_NOT_AVAILABLE, tuple(seen.items()), rule)
    if answer.outcome["how"] != "free":
        return Refusal(RefusalCode.WITHDRAWAL_NEEDS_REVIEW, tuple(seen.items()), rule)
    if answer.outcome["reason_required"] and command.reason is None:
        return Refusal(RefusalCode.WITHDRAWAL_NEEDS_REASON, tuple(seen.items()), rule)
    ids = tuple(dict.fromkeys(ids))
    answered = case.respondent_heard
    draft.add(ClaimsWithdrawn(ids, rule, tuple(seen.items()), command.reason, answered))
    settle_on(draft)
    return None


def reinstate(draft: Draft, _command: Reinstate) -> None:
    """Take a withdrawal back: the case returns to the stage it left, its clocks by the rule of resuming."""
    case = draft.case
    assert case.left is not None, "a withdrawn case remembers where it was"
    draft.add(CaseReinstated(tuple(claim.id for claim in case.claims)))
    draft.return_to(case.left)

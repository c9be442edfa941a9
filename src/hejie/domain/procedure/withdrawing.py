"""Withdrawal by the complainant, and taking it back.

Only what the pack's table says is free takes effect here; everything else is refused with its reasons.
"""

from hejie.domain.commands import Reinstate, RequestWithdrawal
from hejie.domain.draft import Draft
from hejie.domain.events import CaseReinstated, ClaimsWithdrawn
from hejie.domain.facts import kept, withdrawal_answer
from hejie.domain.procedure.settling import wrong_claims
from hejie.domain.refusals import Refusal, RefusalCode
from hejie.domain.remedies import settle_on
from hejie.domain.tables import Decided


def request_withdrawal(draft: Draft, command: RequestWithdrawal) -> Refusal | None:
    """Withdraw all open claims, or those named.

    Source: policy key `withdrawal`; seed rows S8, S9.
    Refuses: claim_…, withdrawal_needs_reason.
    """
    case = draft.case
    ids = tuple(dict.fromkeys(command.claims)) or tuple(claim.id for claim in case.open_claims)
    wrong = wrong_claims(draft, ids)
    if wrong:
        return wrong
    answer = withdrawal_answer(case, draft.moment.pack, draft.moment.counters)
    assert isinstance(answer, Decided), "the guard found that it takes effect at once"
    rule, read = f"withdrawal.{answer.row_id}", kept(answer.read)
    if answer.outcome["reason_required"] and command.reason is None:
        return Refusal(RefusalCode.WITHDRAWAL_NEEDS_REASON, read, rule)
    draft.add(ClaimsWithdrawn(ids, rule, read, command.reason, answered=case.respondent_heard))
    settle_on(draft)
    return None


def reinstate(draft: Draft, _command: Reinstate) -> None:
    """Take a withdrawal back: the case returns to the stage it left, its clocks by the rule of resuming."""
    case = draft.case
    assert case.left is not None, "a withdrawn case remembers where it was"
    draft.add(CaseReinstated(tuple(claim.id for claim in case.claims)))
    draft.return_to(case.left)

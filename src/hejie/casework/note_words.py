"""Who is told of which event, and in which words: one entry an event, as a title in both languages.

What is told is true for every reader of that side whatever the case holds: no names, no amounts, nothing that
anybody wrote. Whoever acted is never told of the own act. "Staff" is the person who had taken the case.
"""

from collections.abc import Mapping

import msgspec

from hejie.domain import events as happened
from hejie.domain.roles import Side
from hejie.domain.words import Words


class NoteWords(msgspec.Struct, frozen=True):
    """What each side is told of an event, as a title; a side that is left out is not told.

    `unless`: events that say it better, where one of them comes of the same step. `faint`: told only to those
    who are told nothing else of the step. `by_mail` False: what comes often and starts nothing stays in the
    inbox.
    """

    to: Mapping[Side, Words]
    unless: frozenset[type[happened.Event]] = frozenset()
    faint: bool = False
    by_mail: bool = True


_CONSUMER, _MERCHANT, _STAFF = Side.COMPLAINANT, Side.RESPONDENT, Side.STAFF

NOBODY = NoteWords({})
"""It is part of something else that is told, or nobody's business but the desk's."""


def _parties(zh: str, en: str) -> dict[Side, Words]:
    return {_CONSUMER: Words(zh, en), _MERCHANT: Words(zh, en)}


def _parties_and_staff(zh: str, en: str, staff_zh: str, staff_en: str) -> dict[Side, Words]:
    return _parties(zh, en) | {_STAFF: Words(staff_zh, staff_en)}


NOTE_WORDS: dict[type[happened.Event], NoteWords] = {
    happened.CaseOpened: NoteWords(
        {
            _MERCHANT: Words(
                "消费者就一笔订单向您发起了协商", "A consumer would like to talk with you about an order"
            )
        },
        unless=frozenset({happened.ComplaintFiled}),
    ),
    happened.ComplaintFiled: NoteWords(
        {
            _MERCHANT: Words(
                "消费者提交了投诉,等待您的答复", "A consumer has filed a complaint and awaits your answer"
            )
        }
    ),
    happened.Said: NoteWords(
        _parties_and_staff(
            "案件中有一条新的留言", "There is a new message in your case",
            "您受理的案件中有一条新的留言", "There is a new message in a case that you have taken",
        ),
        by_mail=False,
    ),
    happened.OfferMade: NoteWords(
        {
            _CONSUMER: Words("商家向您提出了和解方案", "The merchant has made you an offer"),
            _MERCHANT: Words("消费者向您提出了和解方案", "The consumer has made you an offer"),
        }
    ),
    happened.OfferAccepted: NoteWords(
        {
            _CONSUMER: Words("商家接受了您的和解方案", "The merchant has accepted your offer"),
            _MERCHANT: Words("消费者接受了您的和解方案", "The consumer has accepted your offer"),
            _STAFF: Words("您受理的案件双方已达成和解", "A case that you had taken has been settled"),
        }
    ),
    happened.OfferDeclined: NoteWords(
        {
            _CONSUMER: Words("商家未接受您的和解方案", "The merchant has declined your offer"),
            _MERCHANT: Words("消费者未接受您的和解方案", "The consumer has declined your offer"),
        }
    ),
    happened.ClaimsAccepted: NoteWords(
        {_CONSUMER: Words("商家已同意您的诉求", "The merchant has accepted what you asked for")}
    ),
    happened.Refused: NoteWords(
        {
            _CONSUMER: Words(
                "商家表示不同意您的诉求,请查看您下一步可以做什么",
                "The merchant has refused; please look at what you can do next",
            )
        }
    ),
    happened.Contested: NoteWords(
        {
            _CONSUMER: Words(
                "商家已对您的投诉提出申诉并提交证据,您可以查看并回应",
                "The merchant has contested your complaint with evidence; you can look at it and reply",
            )
        }
    ),
    happened.ContestDecided: NoteWords(
        {
            _CONSUMER: Words(
                "平台已审核商家的申诉,投诉继续处理",
                "The merchant's contest has been examined; your complaint goes on",
            ),
            _MERCHANT: Words(
                "平台已审核您的申诉,投诉继续处理", "Your contest has been examined; the complaint goes on"
            ),
        }
    ),
    happened.EvidenceSubmitted: NoteWords(
        _parties_and_staff(
            "对方提交了新的证据", "The other side has submitted evidence",
            "您受理的案件中有新的证据", "There is new evidence in a case that you have taken",
        ),
        unless=frozenset({happened.Appealed}),
        by_mail=False,
    ),
    happened.EvidenceFinished: NoteWords(
        _parties_and_staff(
            "对方表示没有更多材料要补充", "The other side has nothing more to show",
            "您受理的案件中一方表示没有更多材料要补充",
            "A side of a case that you have taken has nothing more to show",
        ),
        by_mail=False,
    ),
    happened.InterventionRequested: NoteWords(
        _parties(
            "对方已申请平台介入,请准备您的证据",
            "The other side has asked the platform to step in; please prepare your evidence",
        )
    ),
    happened.CaseTaken: NoteWords(
        {
            _STAFF: Words(
                "您受理的案件已由同事接手", "A colleague has taken over a case that you had taken"
            )
        },
        by_mail=False,
    ),
    happened.Ruled: NoteWords(
        _parties(
            "您的案件已有裁决,请查看内容和理由",
            "There is a ruling in your case; please read it and its reasons",
        ),
        unless=frozenset({happened.AppealDecided}),
    ),
    happened.RulingSetAside: NoteWords(
        _parties(
            "对方要求人工处理,系统作出的裁决不再有效,将由工作人员裁决",
            "The other side asked for a person; the machine's ruling no longer stands, a person will decide",
        )
    ),
    happened.Appealed: NoteWords(
        _parties_and_staff(
            "对方已申请复核", "The other side has appealed the ruling",
            "您受理的案件中一方申请了复核", "A side of a case that you have taken has appealed",
        )
    ),
    happened.AppealDecided: NoteWords(
        _parties(
            "您的案件复核已有结果,请查看内容和理由",
            "The appeal in your case has been decided; please read the decision and its reasons",
        )
    ),
    happened.RulingBecameFinal: NoteWords(
        _parties("您案件的裁决已生效", "The ruling in your case is final"),
        unless=frozenset({happened.AppealDecided}),
    ),
    happened.ObligationsCreated: NOBODY,
    happened.PerformanceRecorded: NoteWords(
        _parties(
            "对方登记已履行,请确认是否属实",
            "The other side says that it has done what it owed; please confirm",
        )
    ),
    happened.PerformanceAccepted: NoteWords(
        _parties("案件中的一项履行已确认完成", "An act that was owed in your case counts as done")
    ),
    happened.PerformanceContested: NoteWords(
        _parties_and_staff(
            "对方对您登记的履行提出异议,平台将予以认定",
            "The other side says that you have not done what you owed; the platform will decide",
            "您受理的案件中有一项履行存在争议", "An act in a case that you have taken is disputed",
        )
    ),
    happened.ObligationBreached: NoteWords(
        {
            _CONSUMER: Words(
                "商家有一项义务未按期履行,请查看您下一步可以做什么",
                "The merchant has not done in time what it owed; please look at what you can do next",
            ),
            _MERCHANT: Words(
                "您有一项义务未按期履行", "You have not done in time what you owed"
            ),
        },
        unless=frozenset({happened.EnforcementRequested}),
    ),
    happened.EnforcementRequested: NoteWords(
        _parties(
            "案件中未履行的一项义务将由平台强制执行",
            "The platform will enforce an act that was not done in your case",
        )
    ),
    happened.ObligationEnforced: NoteWords(
        _parties("平台已强制执行案件中的一项义务", "The platform has enforced an act in your case")
    ),
    happened.ObligationTransferred: NoteWords(
        _parties(
            "案件中的一项义务无法在平台内执行,请查看后续途径",
            "An act in your case cannot be enforced here; please look at where to go next",
        )
    ),
    happened.ObligationWaived: NoteWords(
        _parties(
            "对方放弃了要求您履行的一项义务", "The other side has let you off an act that you owed"
        )
    ),
    happened.ObligationDropped: NoteWords(
        _parties("案件中的一项义务不再需要履行", "An act in your case is no longer owed"),
        unless=frozenset({happened.ComplaintResumed}),
    ),
    happened.ComplaintResumed: NoteWords(
        {
            _MERCHANT: Words(
                "因和解未按约履行,消费者已恢复投诉",
                "The settlement was not kept, and the consumer has resumed the complaint",
            )
        }
    ),
    happened.ClaimsWithdrawn: NoteWords(
        {
            _MERCHANT: Words(
                "消费者已撤回投诉或其中部分诉求", "The consumer has withdrawn the complaint or a part of it"
            ),
            _STAFF: Words(
                "您受理的案件中消费者已撤诉或撤回部分诉求",
                "The consumer has withdrawn in a case that you had taken",
            ),
        }
    ),
    happened.CaseReinstated: NoteWords(
        {
            _MERCHANT: Words(
                "消费者已恢复此前撤回的投诉",
                "The consumer has taken the withdrawal back; the complaint goes on"
            )
        }
    ),
    happened.StageEntered: NOBODY,
    happened.ClockStarted: NOBODY,
    happened.ClockStopped: NOBODY,
    happened.ClockExtended: NOBODY,
    happened.ClockLapsed: NoteWords(
        _parties_and_staff(
            "案件的一项期限已届满,请查看案件进展",
            "A time limit in your case has ended; please look at how it stands",
            "您受理的案件有一项期限已届满", "A time limit in a case that you had taken has ended",
        ),
        faint=True,
    ),
    happened.Escalated: NoteWords(
        _parties_and_staff(
            "平台的处理超过了预定时间,已经催办;您的权利不受影响",
            "The platform is taking longer than it should and has been reminded; you lose nothing by it",
            "您受理的案件已超过处理期限,请尽快处理",
            "A case that you have taken is overdue; please attend to it",
        )
    ),
    happened.ClocksPaused: NoteWords(
        _parties(
            "案件的期限已暂停,请查看原因和是否需要您补充材料",
            "Time has been stopped in your case; please look why, and whether something is asked of you",
        )
    ),
    happened.ClocksResumed: NoteWords(
        _parties("案件的期限已继续计算", "Time runs again in your case"), faint=True
    ),
    happened.InformationSupplied: NoteWords(
        _parties_and_staff(
            "对方已按平台要求补充材料", "The other side has supplied what the platform asked for",
            "您受理的案件中所要求的材料已补充", "What you asked for in a case that you have taken is there",
        )
    ),
    happened.FlagRaised: NoteWords(
        {
            _STAFF: Words(
                "您受理的案件出现需要人工核实的信号", "A case that you have taken needs a closer look"
            )
        }
    ),
    happened.CaseClosed: NoteWords(
        _parties_and_staff(
            "您的案件已结案,请查看结果", "Your case is closed; please look at its outcome",
            "您受理的案件已结案", "A case that you had taken is closed",
        ),
        unless=frozenset({happened.ClaimsWithdrawn}),
    ),
}  # fmt: skip
"""In the order of `AnyEvent`."""

SOMETHING = Words("您的案件有新的进展", "Something has happened in your case")
"""What a note says whose event this program does not know: a newer one wrote it."""

"""What the viewer can do now, and in words why the rest cannot be done. Screens get their buttons from it."""

from typing import get_args

from hejie.casework.views.shapes import PossibleView
from hejie.casework.views.telling import Telling
from hejie.domain.commands import (
    AcceptPerformance,
    AnyCommand,
    Command,
    ContestPerformance,
    DecidePerformance,
    Enforce,
    OpenTalk,
    RecordPerformance,
    RequestEnforcement,
    ResumeComplaint,
    WaivePerformance,
    command_name,
)
from hejie.domain.decide import Decision, Possible, decide, possible
from hejie.domain.draft import Moment
from hejie.domain.facts import Counters
from hejie.domain.refusals import Refusal
from hejie.domain.words import Words

COMMANDS: dict[str, type[Command]] = {command_name(command): command for command in get_args(AnyCommand)}
_BEGINS_A_CASE = command_name(OpenTalk)
_BECAUSE = Words("{refusal}:{rule}", "{refusal}: {rule}")


def possible_views(to: Telling, counters: Counters | None) -> tuple[PossibleView, ...]:
    """Each command of the viewer's hats once; what can be done first, else in the order of the lifecycle.

    Of several hats one that may is enough; where none may, the first one says why.
    """
    found: dict[str, Possible] = {}
    for actor in to.viewer.actors:
        for one in possible(to.case, Moment(to.at, actor, to.pack, counters=counters)):
            if one.command not in found or (one.allowed and not found[one.command].allowed):
                found[one.command] = one
    found.pop(_BEGINS_A_CASE, None)
    views = [_view(to, one) for one in found.values()]
    return tuple(sorted(views, key=lambda view: not view.allowed))


def possible_for(to: Telling, obligation: str) -> tuple[str, ...]:
    """The commands of the viewer that would be accepted for this obligation: each is tried on the case."""
    if to.case.obligation(obligation) not in to.case.open_obligations:
        return ()
    moments = [Moment(to.at, actor, to.pack) for actor in to.viewer.actors]
    return tuple(
        command_name(command)
        for command in _for(obligation)
        if any(isinstance(decide(to.case, command, moment), Decision) for moment in moments)
    )


def _for(obligation: str) -> tuple[Command, ...]:
    """Every command about an obligation, with whatever else it needs."""
    return (
        RecordPerformance(obligation),
        AcceptPerformance(obligation),
        ContestPerformance(obligation),
        WaivePerformance(obligation),
        RequestEnforcement(obligation),
        ResumeComplaint(obligation),
        DecidePerformance(obligation, True, "?"),
        Enforce(obligation, True),
    )


def _view(to: Telling, one: Possible) -> PossibleView:
    command, refusal = COMMANDS[one.command], one.refusal
    return PossibleView(
        command=one.command,
        words=to.say(Words(command.zh, command.en)),
        allowed=one.allowed,
        code=str(refusal.code) if refusal else None,
        reason=why(to, refusal) if refusal else None,
    )


def why(to: Telling, refusal: Refusal) -> str:
    """A refusal in words, with those of the rule that it rests on."""
    told = refusal.tell(to.viewer.language, to.names, to.pack.calendar.zone)
    rules = to.rules((refusal.rule,)) if to.knows(refusal.rule) else ()
    return to.say(_BECAUSE, refusal=told, rule=rules[0].words) if rules else told

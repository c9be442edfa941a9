"""Tells a played story to people: who did what, which clock ran until when, and where the case stood."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from hejie.domain import commands as ask
from hejie.domain import events as happened
from hejie.domain import naming
from hejie.domain.case import Act, Award, Clock, Stage
from hejie.domain.money import format_minor
from hejie.domain.outlook import ANSWER_WORDS
from hejie.domain.refusals import Refusal
from hejie.domain.rulebook import Kind
from hejie.domain.words import Words
from hejie.simulation import wording
from hejie.simulation.play import Asked, Entry, Transcript
from hejie.simulation.steps import Lapsing

_INDENT = " " * len("2026-03-04 09:00  ")


def tell(transcript: Transcript, language: str) -> list[str]:
    """The story in `zh` or `en`, line by line: first what it shows, then step by step."""
    teller = _Teller(transcript, language)
    return [transcript.story.words.tell(language), "", *teller.lines()]


class _Teller:
    def __init__(self, transcript: Transcript, language: str) -> None:
        self._transcript, self._language = transcript, language
        self._pack = transcript.pack
        self._currency = transcript.story.order.currency
        self._zone: tzinfo | None = transcript.story.steps[0].at.tzinfo
        self._rules: dict[str, Words] = {}

    def lines(self) -> Iterator[str]:
        stage: Stage | None = None
        for entry in self._transcript.entries:
            if entry.case is not None and not self._rules:
                self._rules = dict(self._pack.rule_words(entry.case.head.kind))
            yield f"{self._at(entry.step.at)}  {self._deed(entry)}"
            told = list(dict.fromkeys(line for event in entry.events for line in self._event(event)))
            if entry.refusal is not None:
                told += self._refused(entry.refusal)
            if entry.case is not None and entry.case.stage not in (stage, Stage.CLOSED):
                stage = entry.case.stage
                told.append(self._say(wording.NOW, stage=self._of(naming.STAGE_WORDS[stage])))
            told += [line for asked in entry.asked for line in self._outlook(asked)]
            yield from (_INDENT + line for line in told)

    def _of(self, words: Words) -> str:
        return words.tell(self._language)

    def _say(self, words: Words, **facts: object) -> str:
        return words.tell(self._language, **facts)

    def _at(self, at: datetime | None) -> str:
        if at is None:
            return "–"
        local = at.astimezone(self._zone)
        return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")

    def _money(self, amount_minor: int | None) -> str:
        return f" {format_minor(amount_minor, self._currency)}" if amount_minor is not None else ""

    def _deed(self, entry: Entry) -> str:
        act = entry.step.act
        if isinstance(act, Lapsing):
            return self._say(wording.RAN_OUT, clock=self._of(self._pack.span_words[act.name]))
        actor, colon = entry.step.actor, ":" if self._language == "zh" else ": "
        name = self._of(Words(type(act).zh, type(act).en))
        who = f"{self._of(naming.ROLE_WORDS[actor.role])} {actor.id}"
        detail = self._detail(act)
        words = getattr(act, "text", "") or getattr(act, "caption", "")
        return f"{who}{colon}{name}" + (f" – {detail}" if detail else "") + (f" “{words}”" if words else "")

    def _detail(self, command: ask.Command) -> str:
        """What the fields of a command say, as far as people want to read it."""
        parts: list[str] = []
        if isinstance(command, ask.OpenTalk | ask.FileComplaint):
            kind = self._pack.kinds.get(command.kind)
            parts += [self._of(kind.words) if kind else command.kind] if command.kind else []
            parts += [self._demand(kind, demand) for demand in command.demands]
        elif isinstance(command, ask.MakeOffer | ask.CounterOffer):
            parts += [self._term(term) for term in command.terms]
        elif isinstance(command, ask.Rule | ask.DecideAppeal):
            parts += [
                f"{found.claim} {self._of(naming.FINDING_WORDS[found.result])}" for found in command.findings
            ]
        for field in ("item", "offer", "obligation", "outcome", "reason"):
            value = getattr(command, field, None)
            parts += [str(value)] if value else []
        return ", ".join(parts)

    def _demand(self, kind: Kind | None, demand: ask.Demand) -> str:
        remedy = kind.remedy(demand.remedy) if kind else None
        return (self._of(remedy.words) if remedy else demand.remedy) + self._money(demand.amount_minor)

    def _term(self, term: ask.ProposedAct) -> str:
        act = self._of(naming.ACT_WORDS[term.act])
        return f"{act}{self._money(term.amount_minor)} ≤ {self._at(term.due_at)}"

    def _event(self, event: happened.Event) -> Iterator[str]:
        match event:
            case happened.StageEntered(clocks=clocks):
                yield from map(self._clock, clocks)
            case happened.ClockStarted(clock=clock):
                yield self._clock(clock)
            case happened.ClockLapsed(row=row) if row:
                yield self._because(row)
            case happened.ClocksPaused(clock=clock):
                yield self._of(wording.STANDS_STILL)
                yield self._clock(clock)
            case happened.ClocksResumed(clocks=clocks):
                yield from map(self._resumed, clocks)
            case happened.ClockExtended(clock=id, due_at=due_at):
                yield self._extended(id, due_at)
            case happened.Ruled():
                yield from self._ruling(event)
            case happened.ObligationsCreated():
                yield from self._owed(event)
            case happened.RulingBecameFinal(points=points):
                yield self._say(wording.POINTS, count=points)
            case happened.CaseClosed(outcome=outcome):
                yield self._say(wording.ENDED, outcome=self._of(naming.OUTCOME_WORDS[outcome]))
            case _:
                pass

    def _clock(self, clock: Clock) -> str:
        words, side = self._pack.span_words[clock.name], naming.SIDE_WORDS[clock.owed_by]
        until = self._at(clock.due_at)
        return self._say(wording.RUNS, clock=self._of(words), side=self._of(side), until=until)

    def _resumed(self, clock: Clock) -> str:
        words = self._of(self._pack.span_words[clock.name])
        return self._say(wording.GOES_ON, clock=words, until=self._at(clock.due_at))

    def _extended(self, id: str, due_at: datetime) -> str:
        clocks = (clock for entry in self._transcript.entries if entry.case for clock in entry.case.clocks)
        name = next(clock.name for clock in clocks if clock.id == id)
        words = self._of(self._pack.span_words[name])
        return self._say(wording.GOES_ON, clock=words, until=self._at(due_at))

    def _refused(self, refusal: Refusal) -> Iterator[str]:
        kind = self._transcript.case.head.kind if self._transcript.case else ""
        names = self._pack.names(kind) if kind else {}
        why = refusal.tell(self._language, names, self._zone)
        yield self._say(wording.REFUSED, why=why)
        if refusal.rule in self._rules:
            yield self._because(refusal.rule)

    def _because(self, rule: str) -> str:
        words = self._rules.get(rule)
        return self._say(wording.BECAUSE, rule=rule, says=self._of(words) if words else rule)

    def _ruling(self, event: happened.Ruled) -> Iterator[str]:
        ruling = event.ruling
        findings = "; ".join(
            f"{found.claim} {self._of(naming.FINDING_WORDS[found.result])}"
            + "".join(f", {self._award(award)}" for award in found.awards)
            for found in ruling.findings
        )
        yield self._say(wording.RULING, basis=self._of(naming.BASIS_WORDS[ruling.basis]), findings=findings)
        yield from (self._because(rule) for rule in ruling.rules if rule in self._rules)

    def _award(self, award: Award) -> str:
        return self._of(naming.ACT_WORDS[award.act]) + self._money(award.amount_minor)

    def _owed(self, event: happened.ObligationsCreated) -> Iterator[str]:
        for owed in event.obligations:
            amount = self._money(owed.amount_minor) if owed.act is Act.PAY else ""
            side, act = self._of(naming.SIDE_WORDS[owed.by]), self._of(naming.ACT_WORDS[owed.act])
            after = self._say(wording.AFTERWARDS, after=owed.after) if owed.after else ""
            yield self._say(wording.OWES, id=owed.id, side=side, act=act, amount=amount) + after

    def _outlook(self, asked: Asked) -> Iterator[str]:
        viewer = self._of(naming.ROLE_WORDS[asked.viewer])
        found = asked.outlook
        yield self._say(wording.OUTLOOK, viewer=viewer, answer=self._of(ANSWER_WORDS[found.answer]))
        for reason in found.reasons:
            yield "  " + self._say(wording.BECAUSE, rule=reason.rule, says=self._of(reason.words))
        if found.until is not None:
            until, words = self._at(found.until.at), self._of(found.until.words)
            yield "  " + self._say(wording.UNTIL, until=until, says=words)
        yield from ("  " + self._of(words) for words in found.consequences)
        for changes in found.changes:
            facts = ", ".join(f"{self._of(fact.words)} = {fact.value}" for fact in changes)
            yield "  " + self._say(wording.IF_CHANGED, facts=facts)

"""How the command line says things to people: instants, amounts, outlooks, steps of a case."""

from datetime import datetime, tzinfo

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hejie.domain.case import Act, Case, Clock, Finding
from hejie.domain.money import format_minor
from hejie.domain.naming import (
    ACT_WORDS,
    FINDING_WORDS,
    OBLIGATION_WORDS,
    OUTCOME_WORDS,
    SIDE_WORDS,
    STAGE_WORDS,
    STATUS_WORDS,
)
from hejie.domain.outlook import ANSWER_WORDS, Answer, Fact, Outlook
from hejie.domain.refusals import Refusal
from hejie.domain.rulebook import Pack
from hejie.domain.words import Told, Words

ANSWER_STYLES = {Answer.AVAILABLE: "green", Answer.AFTER_REVIEW: "yellow", Answer.NOT_AVAILABLE: "red"}

LABELS = {
    "why": Words("依据", "why"),
    "until": Words("有效至", "until"),
    "then": Words("此后", "then"),
    "follows": Words("后果", "it follows"),
    "change": Words("如果", "what would change it"),
    "reason": Words("须选择撤诉原因", "a reason has to be given"),
    "no_end": Words("没有运行中的期限会使结果变差", "no running clock makes it worse"),
    "yes": Words("是", "yes"),
    "no": Words("否", "no"),
    "withdraw": Words("能否撤诉", "can it be withdrawn"),
}


class Teller:
    """Says things in one language and one time zone."""

    def __init__(self, console: Console, language: str, zone: tzinfo) -> None:
        self.console = console
        self.language = language
        self.zone = zone

    def say(self, words: Words, **facts: object) -> str:
        """Words in the language of this teller."""
        return words.tell(self.language, **facts)

    def label(self, name: str) -> str:
        """A heading or a small word."""
        return self.say(LABELS[name])

    def instant(self, at: datetime) -> str:
        """An instant in the teller's zone."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def refusal(self, refusal: Refusal, case: Case, pack: Pack) -> str:
        """Why the rules said no, with the words of the rule where one says so."""
        told = refusal.tell(self.language, pack.names(case.head.kind), self.zone)
        rule = pack.rule_words(case.head.kind).get(refusal.rule)
        return f"{told} — {self.say(rule)} ({refusal.rule})" if rule else told

    def stage(self, case: Case) -> str:
        """Where a case stands, with its outcome when closed."""
        said = self.say(STAGE_WORDS[case.stage])
        return f"{said}: {self.say(OUTCOME_WORDS[case.outcome])}" if case.outcome else said

    def clock(self, clock: Clock, pack: Pack) -> str:
        """A clock: what it is, whose turn it is, and until when."""
        until = self.instant(clock.due_at) if clock.due_at else "—"
        whose = self.say(SIDE_WORDS[clock.owed_by])
        return f"{self.say(pack.span_words[clock.name])} · {whose} → {until}"

    def owed(self, case: Case) -> list[str]:
        """What is still owed, by whom."""
        said = []
        for obligation in case.open_obligations:
            act = self.act(obligation.act, obligation.amount_minor, case.head.currency)
            who, status = self.say(SIDE_WORDS[obligation.by]), self.say(OBLIGATION_WORDS[obligation.status])
            said.append(f"{obligation.id}: {who} · {act} · {status}")
        return said

    def act(self, act: Act, amount_minor: int | None, currency: str) -> str:
        """An act, with its amount if it has one."""
        said = self.say(ACT_WORDS[act])
        return said if amount_minor is None else f"{said} {format_minor(amount_minor, currency)}"

    def finding(self, finding: Finding, currency: str) -> str:
        """What is found of a claim, and what is ordered."""
        result = f"{finding.claim} {self.say(FINDING_WORDS[finding.result])}"
        acts = [self.act(award.act, award.amount_minor, currency) for award in finding.awards]
        return f"{result}: {', '.join(acts)}" if acts else result

    def fact(self, fact: Fact) -> str:
        """A fact with its value."""
        named = STATUS_WORDS.get(str(fact.value))
        return f"{self.say(fact.words)} = {self.say(named) if named else self._plain(fact.value)}"

    def _plain(self, value: Told) -> str:
        if isinstance(value, bool):
            return self.label("yes" if value else "no")
        return str(value)

    def outlook_line(self, found: Outlook) -> Text:
        """The outlook in one line: the answer, and the rule that gives it."""
        line = Text(f"{self.label('withdraw')}: ")
        line.append(self.say(ANSWER_WORDS[found.answer]), ANSWER_STYLES[found.answer])
        reason = found.reasons[0]
        line.append(f" — {self.say(reason.words)} ", "dim")
        line.append(f"({reason.rule})", "dim italic")
        if found.until:
            line.append(f" · {self.label('until')} {self.instant(found.until.at)}", "dim")
        return line

    def outlook(self, found: Outlook) -> RenderableType:
        """The whole outlook: answer, reasons, until when, consequences, what would change it."""
        rows = Table.grid(padding=(0, 2))
        for reason in found.reasons:
            facts = "; ".join(self.fact(fact) for fact in reason.facts)
            rows.add_row(
                self.label("why"),
                f"{self.say(reason.words)}\n[dim]{reason.rule}: {facts}\n{reason.source}[/]",
            )
        if found.reason_required:
            rows.add_row("", self.label("reason"))
        if found.until:
            then = self.say(ANSWER_WORDS[found.until.answer])
            until = f"{self.instant(found.until.at)} · {self.say(found.until.words)}"
            rows.add_row(self.label("until"), f"{until}\n{self.label('then')}: {then}")
        else:
            rows.add_row(self.label("until"), self.label("no_end"))
        for words in found.consequences:
            rows.add_row(self.label("follows"), self.say(words))
        for changes in found.changes:
            rows.add_row(self.label("change"), " + ".join(self.fact(fact) for fact in changes))
        answer = Text(self.say(ANSWER_WORDS[found.answer]), f"bold {ANSWER_STYLES[found.answer]}")
        return Group(answer, Padding(rows, (0, 0, 0, 2)))

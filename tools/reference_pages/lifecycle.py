"""The lifecycle as a page in one language: the stages, a diagram, and every row of the table."""

from collections.abc import Iterable, Iterator
from inspect import getclosurevars
from typing import Any

from hejie.domain import decide, guards
from hejie.domain.case import ObligationStatus, Stage
from hejie.domain.commands import command_name
from hejie.domain.lifecycle import LIFECYCLE, Transition
from hejie.domain.naming import OBLIGATION_WORDS, ROLE_WORDS, STAGE_WORDS
from hejie.domain.refusals import REFUSALS, RefusalCode
from hejie.domain.roles import Role
from hejie.domain.words import Words
from reference_pages.markdown import codes, page, sentences, table
from reference_pages.refusing import refusals_of

Row = Transition[Any]

_OPEN = frozenset(Stage) - {Stage.CLOSED}
_DRAWN_MOST = 4
"""So many stages at one end of a row are drawn each on its own; more are drawn as one box."""

_LABELS = {
    "title": Words("案件流程", "The lifecycle of a case"),
    "about": Words(
        "谁在哪个阶段可以做什么、会到哪个阶段。程序的判断、界面上的按钮和本页都来自同一张表。",
        "Who may do what at which stage, and where it leads. What the program decides, the buttons that"
        " screens show and this page all come from one table.",
    ),
    "stages": Words("阶段", "Stages"),
    "diagram": Words("流程图", "The way of a case"),
    "drawn": Words(
        "只画出会改变阶段的步骤;方框“任何未结案阶段”代表除已结案外的所有阶段。",
        "Only steps that change the stage are drawn. “Any open stage” stands for every stage but the last.",
    ),
    "steps": Words("步骤", "Steps"),
    "always": Words(
        "任何步骤都先判断以下拒绝原因:{codes}。",
        "Any step can be refused for these reasons, which are looked for first: {codes}.",
    ),
    "stage": Words("阶段", "Stage"),
    "name": Words("名称", "Called"),
    "possible": Words("可以进行的步骤", "What can be done"),
    "anywhere": Words("此外,任何未结案阶段都可以:{codes}。", "And at any open stage: {codes}."),
    "step": Words("步骤", "Step"),
    "command": Words("命令", "Command"),
    "who": Words("谁", "Who"),
    "at": Words("在哪些阶段", "At"),
    "to": Words("到哪些阶段", "Leads to"),
    "must": Words("前提", "What must hold"),
    "refusals": Words("可能的拒绝", "Can be refused with"),
    "none": Words("案件尚不存在", "no case yet"),
    "open": Words("任何未结案阶段", "any open stage"),
    "stays": Words("原阶段", "where it was"),
    "one_of": Words("其中之一:{stages}", "one of: {stages}"),
    "else": Words("否则:{why}", "else: {why}"),
}


def lifecycle_page(language: str) -> str:
    """The page in `zh` or `en`."""
    return page("src/hejie/domain/lifecycle.py", _Page(language).lines())


class _Page:
    def __init__(self, language: str) -> None:
        self._language = language

    def lines(self) -> Iterator[str]:
        yield f"# {self._label('title')}"
        yield ""
        yield self._label("about")
        yield ""
        yield f"## {self._label('stages')}"
        yield from table(map(self._label, ("stage", "name", "possible")), map(self._stage_row, Stage))
        yield self._label("anywhere", codes=codes(row.name for row in LIFECYCLE if row.stages == _OPEN))
        yield ""
        yield f"## {self._label('diagram')}"
        yield ""
        yield "```mermaid"
        yield from self._diagram()
        yield "```"
        yield ""
        yield self._label("drawn")
        yield ""
        yield f"## {self._label('steps')}"
        yield ""
        yield self._label("always", codes=codes(refusals_of(decide.decide)))
        heads = ("step", "command", "who", "at", "to", "must", "refusals")
        yield from table(map(self._label, heads), map(self._step_row, LIFECYCLE))

    def _stage_row(self, stage: Stage) -> tuple[str, ...]:
        possible = [row.name for row in LIFECYCLE if stage in row.stages != _OPEN]
        return f"`{stage}`", self._say(STAGE_WORDS[stage]), codes(possible)

    def _step_row(self, row: Row) -> tuple[str, ...]:
        command = f"{self._say(Words(row.command.zh, row.command.en))} (`{command_name(row.command)}`)"
        who = ", ".join(self._say(ROLE_WORDS[role]) for role in Role if role in row.by)
        at = self._stages(row.stages) if row.stages else self._label("none")
        to = "<br>".join(
            ([self._label("stays")] if row.stays else []) + [self._move(row, *m) for m in _moves(row)]
        )
        must = "<br>".join(self._guard(guard) for guard in row.guards)
        return f"`{row.name}`", command, who, at, to, must, codes(refusals_of(row.act))

    def _move(self, row: Row, starts: frozenset[Stage], ends: frozenset[Stage]) -> str:
        """Where a row leads; from where is said only if that differs from where it can be taken."""
        said = self._stages(ends)
        return said if starts in (row.stages, frozenset()) else f"{self._stages(starts)} → {said}"

    def _guard(self, guard: guards.Guard) -> str:
        """What must hold, named as the guard is. The Chinese page says what is answered otherwise."""
        name = guard.__qualname__.partition(".")[0]
        statuses = getclosurevars(guard).nonlocals.get("statuses", ())
        said = " ".join((name.replace("_", " "), self._statuses(statuses))).strip()
        if self._language == "zh":
            why = "/".join(REFUSALS[code].zh for code in refusals_of(guard))
            return f"`{name}` {self._statuses(statuses)} ({self._label('else', why=why)})"
        sentence = "" if statuses else sentences(getattr(guards, name).__doc__)
        return f"{said} ({codes(refusals_of(guard))})" + (f": {sentence}" if sentence else "")

    def _statuses(self, statuses: Iterable[ObligationStatus]) -> str:
        return " / ".join(self._say(OBLIGATION_WORDS[status]) for status in statuses)

    def _diagram(self) -> Iterator[str]:
        yield "stateDiagram-v2"
        for stage in Stage:
            yield f'    state "{self._say(STAGE_WORDS[stage])}" as {stage}'
        boxes: dict[frozenset[Stage], str] = {}
        arrows: dict[tuple[str, str], list[str]] = {}
        for row in LIFECYCLE:
            for starts, ends in _moves(row):
                for start in _ends(starts, boxes) or ("[*]",):
                    for end in _ends(ends, boxes):
                        arrows.setdefault((start, end), []).append(self._arrow(row))
        for stages, box in boxes.items():
            yield f'    state "{self._box(stages)}" as {box}'
        for (start, end), names in arrows.items():
            yield f"    {start} --> {end} : {', '.join(dict.fromkeys(names))}"

    def _arrow(self, row: Row) -> str:
        return row.command.zh if self._language == "zh" else row.name.replace("_", " ")

    def _box(self, stages: frozenset[Stage]) -> str:
        said = self._stages(stages).replace("`", "")
        return said if stages == _OPEN else self._label("one_of", stages=said)

    def _stages(self, stages: frozenset[Stage]) -> str:
        if stages == _OPEN:
            return self._label("open")
        return ", ".join(self._say(STAGE_WORDS[stage]) for stage in Stage if stage in stages)

    def _label(self, name: str, **facts: object) -> str:
        return self._say(_LABELS[name], **facts)

    def _say(self, words: Words, **facts: object) -> str:
        return words.tell(self._language, **facts)


def _moves(row: Row) -> list[tuple[frozenset[Stage], frozenset[Stage]]]:
    """Where a row leads, stages that lead alike together; no stages to start from where it begins a case."""
    ends = {start: frozenset(end for at, end in row.leads if at is start) for start, _ in row.leads}
    alike: dict[frozenset[Stage], list[Stage]] = {}
    for start in (None, *Stage):
        if start in ends:
            alike.setdefault(ends[start], []).extend([] if start is None else [start])
    return [(frozenset(starts), reached) for reached, starts in alike.items()]


def _ends(stages: frozenset[Stage], boxes: dict[frozenset[Stage], str]) -> tuple[str, ...]:
    """What is drawn at one end of a row: its stages, or a box that stands for many."""
    if len(stages) <= _DRAWN_MOST:
        return tuple(str(stage) for stage in Stage if stage in stages)
    return (boxes.setdefault(stages, f"box_{len(boxes) + 1}"),)


def refusals_page() -> str:
    """Every refusal with its words, and the steps that can meet with it."""
    steps: dict[RefusalCode, list[str]] = {code: [] for code in RefusalCode}
    for row in LIFECYCLE:
        given = {code for function in (row.act, *row.guards) for code in refusals_of(function)}
        for code in given:
            steps[code].append(row.name)
    first = refusals_of(decide.decide)
    rows = (
        (f"`{code}`", words.zh, words.en, "any" if code in first else codes(steps[code]))
        for code, words in REFUSALS.items()
    )
    return page(
        "src/hejie/domain/refusals.py",
        (
            "# Refusals 拒绝原因",
            "",
            "A code is permanent; its words may be improved. `{…}` stands for a fact that is filled in."
            " A refusal without a step is given before the case is asked.",
            *table(("code", "中文", "English", "steps 步骤"), rows),
        ),
    )

"""What the tables of a pack may read and must answer, as a page for whoever writes a pack."""

from collections.abc import Iterator

from hejie.domain.naming import ROLE_WORDS
from hejie.domain.roles import Role
from hejie.domain.tables import Input
from hejie.policy.decision_tables import SHAPES, TableShape
from reference_pages.markdown import codes, page, table

_TITLES = {
    "withdrawal": "撤诉",
    "silence": "逾期",
    "burden": "举证责任",
    "record": "平台记录",
    "amount": "赔付公式",
}


def facts_page() -> str:
    """The facts by table."""
    return page("src/hejie/domain/facts.py", _lines())


def _lines() -> Iterator[str]:
    yield "# Facts 可读取的事实"
    yield ""
    yield (
        "The conditions of a pack's tables read these facts and nothing else, beside the pack's own"
        " `limit.…`. A fact that the platform does not know is left out, never guessed."
    )
    for name, shape in SHAPES.items():
        yield ""
        yield f"## `{name}` {_TITLES[name]}"
        yield from _shape(shape)


def _shape(shape: TableShape) -> Iterator[str]:
    reads = (
        (f"`{fact.name}`", fact.words.zh, fact.words.en, _type(fact), _who(fact)) for fact in shape.inputs
    )
    yield from table(("fact", "中文", "English", "type", "who could change it"), reads)
    yield "Each row answers:"
    yield from table(("answer", "type"), ((f"`{answer.name}`", _type(answer)) for answer in shape.answers))


def _type(fact: Input) -> str:
    if fact.values:
        return f"one of {codes(fact.values)}"
    return f"{fact.type} ({fact.unit})" if fact.unit else str(fact.type)


def _who(fact: Input) -> str:
    who = ", ".join(ROLE_WORDS[Role(role)].en for role in sorted(fact.actionable_by))
    return f"{who}, to {codes(fact.may_become)}" if who else ""

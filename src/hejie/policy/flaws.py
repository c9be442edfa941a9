"""What can be wrong with a pack file, said in both languages, and the error that lists all of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from hejie.domain.words import Words


class Flaw(StrEnum):
    """Every way in which a pack file can be wrong. Permanent: documents and clients may name them."""

    NOT_UTF8 = "not_utf8"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    BROKEN_YAML = "broken_yaml"
    SEVERAL_DOCUMENTS = "several_documents"
    ALIAS = "alias"
    TAG = "tag"
    KEY_TWICE = "key_twice"
    KEY_NOT_TEXT = "key_not_text"
    FILE_NAME = "file_name"

    UNKNOWN_KEY = "unknown_key"
    MISSING_KEY = "missing_key"
    NOT_A_MAPPING = "not_a_mapping"
    NOT_A_LIST = "not_a_list"
    NOT_A_TEXT = "not_a_text"
    NOT_A_WHOLE_NUMBER = "not_a_whole_number"
    NOT_TRUE_OR_FALSE = "not_true_or_false"
    OUT_OF_RANGE = "out_of_range"
    UNKNOWN_VALUE = "unknown_value"
    EMPTY = "empty"
    NO_WORKING_DAY = "no_working_day"
    TWICE = "twice"
    NOT_A_NAME = "not_a_name"
    NOT_A_DATE = "not_a_date"
    NOT_AN_INSTANT = "not_an_instant"
    NO_OFFSET = "no_offset"
    NOT_A_SPAN = "not_a_span"
    NOT_A_FILING_LIMIT = "not_a_filing_limit"
    UNKNOWN_ZONE = "unknown_zone"
    NOT_A_SOURCE = "not_a_source"
    UNKNOWN_SOURCE = "unknown_source"
    NOT_A_TAG = "not_a_tag"

    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    PAYMENT_WITHOUT_AMOUNT = "payment_without_amount"
    AMOUNT_WITHOUT_PAYMENT = "amount_without_payment"
    FORMULA_MISSING = "formula_missing"
    FORMULA_UNUSED = "formula_unused"
    NOTHING_TO_PROVE = "nothing_to_prove"
    BROKEN_CONDITION = "broken_condition"
    BROKEN_TABLE = "broken_table"
    UNREACHABLE_ROW = "unreachable_row"
    GAP = "gap"
    NOT_PROVED = "not_proved"
    UNUSED_LIMIT = "unused_limit"


FLAWS: Mapping[Flaw, Words] = {
    Flaw.NOT_UTF8: Words("不是 UTF-8 文本(第 {position} 字节)", "is not UTF-8 text (byte {position})"),
    Flaw.TOO_LARGE: Words(
        "文件有 {size} 字节,最多 {most}", "is {size} bytes long; a pack has at most {most}"
    ),
    Flaw.TOO_DEEP: Words("嵌套超过 {most} 层", "is nested more than {most} levels deep"),
    Flaw.BROKEN_YAML: Words("不是有效的 YAML:{detail}", "is not YAML: {detail}"),
    Flaw.SEVERAL_DOCUMENTS: Words(
        "一个文件只能有一份规则", "holds several YAML documents; a file is one pack"
    ),
    Flaw.ALIAS: Words("不接受 YAML 锚点和别名,请写出完整内容", "uses a YAML anchor or alias; write it out"),
    Flaw.TAG: Words("不接受 YAML 标签 {tag}", "uses the YAML tag {tag}; plain values only"),
    Flaw.KEY_TWICE: Words(
        "{name} 重复,已见于第 {first} 行", "{name} stands here twice, first in line {first}"
    ),
    Flaw.KEY_NOT_TEXT: Words("键须是文本", "has a key that is no text"),
    Flaw.FILE_NAME: Words(
        "文件应位于 {wanted}(由 id 和 version 决定)", "should be called {wanted}, after its id and version"
    ),
    Flaw.UNKNOWN_KEY: Words("不认识 {name}", "{name} is not known here"),
    Flaw.MISSING_KEY: Words("缺少 {name}", "{name} is missing"),
    Flaw.NOT_A_MAPPING: Words("应为键值对", "must be a mapping of keys to values"),
    Flaw.NOT_A_LIST: Words("应为列表", "must be a list"),
    Flaw.NOT_A_TEXT: Words("应为文本,而不是 {value}", "must be text, not {value}"),
    Flaw.NOT_A_WHOLE_NUMBER: Words("应为整数,而不是 {value}", "must be a whole number, not {value}"),
    Flaw.NOT_TRUE_OR_FALSE: Words("应为 true 或 false,而不是 {value}", "must be true or false, not {value}"),
    Flaw.OUT_OF_RANGE: Words("{value} 不在 {least} 到 {most} 之间", "{value} is not from {least} to {most}"),
    Flaw.UNKNOWN_VALUE: Words("{value} 不在可选值中", "{value} is none of the accepted values"),
    Flaw.NO_WORKING_DAY: Words("一周至少须有一个工作日", "a week needs at least one working day"),
    Flaw.EMPTY: Words("不能为空", "must not be empty"),
    Flaw.TWICE: Words("{value} 重复", "{value} stands here twice"),
    Flaw.NOT_A_NAME: Words(
        "{value} 不是合法的名称(小写字母开头,可含数字和 {joiners})",
        "{value} is no name: small letters, digits and {joiners}, beginning with a letter",
    ),
    Flaw.NOT_A_DATE: Words("{value} 不是日期,例如 2026-12-01", "{value} is no date such as 2026-12-01"),
    Flaw.NOT_AN_INSTANT: Words(
        "{value} 不是时刻,例如 2026-12-01T00:00:00+08:00",
        "{value} is no instant such as 2026-12-01T00:00:00+08:00",
    ),
    Flaw.NO_OFFSET: Words(
        "{value} 没有时区偏移,例如 +08:00", "{value} has no offset from UTC such as +08:00"
    ),
    Flaw.NOT_A_SPAN: Words("时长须以且仅以一种单位给出", "must give its length in exactly one unit"),
    Flaw.NOT_A_FILING_LIMIT: Words(
        "须给出时长和起算点,或 unlimited: true", "must give a length and `from`, or `unlimited: true`"
    ),
    Flaw.UNKNOWN_ZONE: Words(
        "{value} 不是时区,例如 Asia/Shanghai", "{value} is no time zone such as Asia/Shanghai"
    ),
    Flaw.NOT_A_SOURCE: Words(
        "来源须引用 sources 中的条目(如 [T1 §65])或注明 PROPOSED",
        "must cite an entry of `sources`, such as [T1 §65], or say PROPOSED",
    ),
    Flaw.UNKNOWN_SOURCE: Words("sources 中没有 {value}", "cites {value}, which `sources` does not list"),
    Flaw.NOT_A_TAG: Words(
        "{value} 不是来源标记,例如 T1", "{value} is no tag such as T1: letters, then digits"
    ),
    Flaw.ENDS_BEFORE_IT_BEGINS: Words(
        "结束 {ends} 不晚于开始 {begins}", "ends ({ends}) before it begins ({begins})"
    ),
    Flaw.PAYMENT_WITHOUT_AMOUNT: Words(
        "包含 pay,须说明金额规则", "pays, so its amount must be claimed or by formula"
    ),
    Flaw.AMOUNT_WITHOUT_PAYMENT: Words("有金额规则但不含 pay", "has an amount but no act `pay`"),
    Flaw.FORMULA_MISSING: Words(
        "救济 {remedy} 按公式计算,但该类型没有 amount 表",
        "{remedy} goes by the formula, but this kind has no `amount` table",
    ),
    Flaw.FORMULA_UNUSED: Words(
        "有 amount 表,但没有按公式计算的救济", "has an `amount` table that none of its remedies uses"
    ),
    Flaw.NOTHING_TO_PROVE: Words(
        "商家清单至少须有一项 required 或 any_of,否则未举证即视为齐全",
        "needs an item that is required or any_of, else its proof would be complete before it is heard",
    ),
    Flaw.BROKEN_CONDITION: Words("条件有误(第 {column} 列):{detail}", "the condition is wrong: {detail}"),
    Flaw.BROKEN_TABLE: Words("决策表有误:{detail}", "the table is wrong: {detail}"),
    Flaw.UNREACHABLE_ROW: Words(
        "{row} 永远不会生效:上面的行已涵盖所有情形",
        "{row} can never answer: the rows above leave nothing for it",
    ),
    Flaw.GAP: Words("以下情形没有任何一行回答:{case}", "no row answers where {case}"),
    Flaw.NOT_PROVED: Words(
        "无法证明每行都会生效且总有一行回答:{detail}",
        "it cannot be shown that every row can answer and one always does: {detail}",
    ),
    Flaw.UNUSED_LIMIT: Words("没有任何条件使用 limit.{name}", "no condition reads limit.{name}"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, and where: the line of the file (from 1) and the path of keys to it."""

    file: str
    line: int
    key: str
    flaw: Flaw
    facts: Mapping[str, object] = field(default_factory=dict)
    accepted: tuple[str, ...] = ()
    meant: str = ""
    """The accepted word that comes closest."""

    def tell(self, language: str) -> str:
        """The problem as one line in `zh` or `en`."""
        where = f"{self.file}:{self.line}" + (f" {self.key}" if self.key else "")
        what = FLAWS[self.flaw].tell(language, **self.facts)
        accepted = ", ".join(self.accepted)
        if language == "zh":
            meant = f";是否指 {self.meant}?" if self.meant else ""
            return f"{where}:{what}{meant}" + (f"(可用:{accepted})" if accepted else "")
        meant = f"; did you mean {self.meant}?" if self.meant else ""
        return f"{where}: {what}{meant}" + (f" (accepted: {accepted})" if accepted else "")


class PackError(ValueError):
    """A pack that cannot be used. `problems` lists everything found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__(self.tell("en"))

    def tell(self, language: str) -> str:
        """All problems, one a line."""
        return "\n".join(problem.tell(language) for problem in self.problems)


class Findings:
    """Problems of one file as they are found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        """Where rows and limits stand, by their path, for what is found out later."""
        self.citations: list[tuple[str, int, str]] = []
        """Tags that sources cite, each with its line and key, until it is known which tags there are."""

    def add(
        self, flaw: Flaw, line: int, key: str = "", *, accepted: Iterable[str] = (), **facts: object
    ) -> None:
        """Note a problem. Where a fact `name` or `value` is close to an accepted word, that is offered."""
        words = tuple(accepted)
        wrong = facts.get("name", facts.get("value"))
        close = get_close_matches(str(wrong), words, n=1, cutoff=0.6) if flaw in _MISSPELT else []
        self.problems.append(Problem(self.file, line, key, flaw, facts, words, close[0] if close else ""))

    def cite(self, tags: Iterable[str], line: int, key: str) -> None:
        """Keep what a source cites, to be checked by `check_citations`."""
        self.citations.extend((tag, line, key) for tag in tags)

    def check_citations(self, known: Iterable[str]) -> None:
        """Note every citation of something that is not among the known tags."""
        known = tuple(known)
        for tag, line, key in self.citations:
            if tag not in known:
                self.add(Flaw.UNKNOWN_SOURCE, line, key, accepted=known, value=tag)

    def refuse(self) -> None:
        """Raises: PackError, if anything was found."""
        if self.problems:
            raise PackError(self.problems)


_MISSPELT = frozenset({Flaw.UNKNOWN_KEY, Flaw.UNKNOWN_VALUE, Flaw.UNKNOWN_SOURCE})

"""Parts of sentences about a case: sides, acts with their amounts, claims, clocks, instants.

The chronicle and the next step are said with them, in one language and for one pinned pack. A code is
never said as it is: what has no words of its own is left out or called by what it is in general.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

import msgspec

from hejie.domain.case import Act, Award, Case, Claim, Clock, Finding, Obligation, SpanName
from hejie.domain.money import tell_minor
from hejie.domain.naming import ACT_WORDS, FINDING_WORDS, SIDE_WORDS
from hejie.domain.remedies import debtor
from hejie.domain.roles import Side
from hejie.domain.rulebook import Kind, Pack
from hejie.domain.words import Words

LISTED_MOST = 3
"""So many things are named one by one in a sentence; of more, how many there are."""

_COMMA = Words("、", ", ")
_AND_MORE = Words("{named}等 {count} 项", "{named} and others, {count} in all")
_DEED = Words("{side}{act}", "{side} to {act}")
_WITH_AMOUNT = Words("{what} {amount}", "{what} {amount}")
_FINDING = Words("{result}「{claim}」", "“{claim}” {result}")
_ORDERED = Words("{finding}({acts})", "{finding} ({acts})")
_CLAIM = Words("一项诉求", "a claim")
_STILL = Words("恢复计时", "it goes on")


class Phrases(msgspec.Struct, frozen=True):
    """One case in one language. Instants are told to the minute in `zone`."""

    case: Case
    pack: Pack
    language: str
    zone: tzinfo = UTC

    @property
    def kind(self) -> Kind:
        """The rules of the case's kind."""
        return self.pack.kinds[self.case.head.kind]

    def say(self, words: Words, **facts: object) -> str:
        """Words in the language, with their facts."""
        return words.tell(self.language, **facts)

    def side(self, side: Side) -> str:
        """Who is meant: `商家`, `the merchant`."""
        return self.say(SIDE_WORDS[side])

    def at(self, at: datetime | None) -> str:
        """An instant by the clock on the wall; a clock that stands still has none."""
        if at is None:
            return self.say(_STILL)
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def money(self, amount_minor: int) -> str:
        """An amount of the case's currency: `¥50.00`."""
        return tell_minor(amount_minor, self.case.head.currency)

    def act(self, act: Act, amount_minor: int | None) -> str:
        """An act with its amount, if it has one: `付款 ¥50.00`."""
        return self._with_amount(self.say(ACT_WORDS[act]), amount_minor)

    def deed(self, by: Side, act: Act, amount_minor: int | None) -> str:
        """An act with whoever owes it: `商家付款 ¥50.00`."""
        return self.say(_DEED, side=self.side(by), act=self.act(act, amount_minor))

    def owed(self, obligation: Obligation) -> str:
        """What somebody owes: `商家付款 ¥50.00`."""
        return self.deed(obligation.by, obligation.act, obligation.amount_minor)

    def award(self, award: Award) -> str:
        """What a ruling orders, and from whom."""
        return self.deed(debtor(award.act), award.act, award.amount_minor)

    def claim(self, claim: Claim) -> str:
        """What a claim asks for: `退货退款 ¥128.00`."""
        remedy = self.kind.remedy(claim.remedy)
        return self._with_amount(self.say(remedy.words if remedy else _CLAIM), claim.amount_minor)

    def claims(self, ids: Iterable[str]) -> str:
        """Some claims of the case, by their ids."""
        found = (self.case.claim(id) for id in ids)
        return self.listed(self.claim(claim) if claim else self.say(_CLAIM) for claim in found)

    def findings(self, findings: Iterable[Finding]) -> str:
        """What a ruling says of the claims, and what it orders."""
        return self.listed(map(self._finding, findings))

    def _finding(self, finding: Finding) -> str:
        result = self.say(FINDING_WORDS[finding.result])
        said = self.say(_FINDING, result=result, claim=self.claims((finding.claim,)))
        if not finding.awards:
            return said
        return self.say(_ORDERED, finding=said, acts=self.listed(map(self.award, finding.awards)))

    def clock(self, name: SpanName) -> str:
        """What the rules call a clock."""
        return self.say(self.pack.span_words[name])

    def item(self, code: str) -> str | None:
        """What the rules call an item of evidence; None where they know none such."""
        words = self.pack.names(self.case.head.kind).get(code)
        return self.say(words) if words else None

    def listed(self, parts: Iterable[str]) -> str:
        """Several things in a row; of many, the first ones and how many there are."""
        said = list(parts)
        named = self.say(_COMMA).join(said[:LISTED_MOST])
        return named if len(said) <= LISTED_MOST else self.say(_AND_MORE, named=named, count=len(said))

    def _with_amount(self, what: str, amount_minor: int | None) -> str:
        return (
            what
            if amount_minor is None
            else self.say(_WITH_AMOUNT, what=what, amount=self.money(amount_minor))
        )


def running(case: Case, id: str) -> Clock | None:
    """The clock with this id, if it still is there."""
    return next((clock for clock in case.clocks if clock.id == id), None)

"""The rules, for everybody: those in force at a venue, and every published edition."""

from litestar import get
from litestar.params import FromPath, FromQuery

from hejie.casework.views.rules import pack_briefs, rules_view
from hejie.casework.views.shapes import PackBrief, RulesView
from hejie.edge.http.given import GivenHouse, GivenLanguage, GivenNow
from hejie.edge.http.guards import public
from hejie.edge.http.problems import Code, ProblemError


@get("/rules", operation_id="rulesInForce", guards=[public()])
async def rules_in_force(
    venue: FromQuery[str], house: GivenHouse, language: GivenLanguage, now: GivenNow
) -> RulesView:
    """The rules in force at a venue now."""
    pack = house.packs.in_force(venue, now)
    if pack is None:
        raise ProblemError(Code.NOT_FOUND)
    return rules_view(pack, venue, language)


@get("/packs", operation_id="packs", guards=[public()])
async def packs(house: GivenHouse, language: GivenLanguage, now: GivenNow) -> list[PackBrief]:
    """Every published pack."""
    return list(pack_briefs(house.packs, now, language))


@get("/packs/{id:str}/{version:str}", operation_id="pack", guards=[public()])
async def pack(
    id: FromPath[str], version: FromPath[str], house: GivenHouse, language: GivenLanguage
) -> RulesView:
    """One edition of a pack; `venue` is empty where it is for every venue that no other names."""
    found = next((pack for pack in house.packs if (pack.id, pack.version) == (id, version)), None)
    if found is None:
        raise ProblemError(Code.NOT_FOUND)
    return rules_view(found, ", ".join(sorted(found.venues)), language)


ROUTES = [rules_in_force, packs, pack]

"""Orders: the buyer's own, with the complaints about each; and the marketplace telling of them."""

from collections import defaultdict

import msgspec
from litestar import get, put
from litestar.params import FromQuery, JSONBody

from hejie.casework.intake import order_row
from hejie.casework.listings import Order as Sort
from hejie.casework.listings import Query
from hejie.casework.people import Hat, Principal, Scope
from hejie.casework.views.bought import order_view
from hejie.casework.views.shapes import OrderPage
from hejie.domain.orders import Order
from hejie.edge.http.cursors import OrderCursor, cursor_text, read_cursor
from hejie.edge.http.given import GivenCaller, GivenHouse, GivenLanguage
from hejie.edge.http.guards import hats, scopes
from hejie.edge.http.pages import Limit
from hejie.edge.http.received import as_kept, wrong_with
from hejie.edge.http.wire import OrderResult, OrderResults, Orders
from hejie.wiring import House

_BODY_BYTES_MOST = 8_000_000
_CASES_AT_ONCE = 200
_ORDER = msgspec.json.Decoder(Order)


@get("/orders", operation_id="myOrders", guards=[hats(Hat.CONSUMER)])
async def my_orders(
    house: GivenHouse, caller: GivenCaller, cursor: FromQuery[str | None] = None, limit: Limit = 20
) -> OrderPage:
    """The caller's orders at the venue, the newest first."""
    last = read_cursor(cursor, OrderCursor)
    after = (last.placed_at, last.ref) if last else None
    bodies = await house.orders.orders_of(caller.venue, caller.id, after, limit + 1)
    found = [_ORDER.decode(body) for body in bodies]
    page, more = found[:limit], len(found) > limit
    cases = await _cases_by_order(house, caller) if page else {}
    end = cursor_text(OrderCursor(page[-1].placed_at, page[-1].ref)) if more else None
    return OrderPage(tuple(order_view(order, cases.get(order.ref, ())) for order in page), end)


async def _cases_by_order(house: House, caller: Principal) -> dict[str, list[str]]:
    """The caller's complaints by the order that they are about, the newest first."""
    cases: defaultdict[str, list[str]] = defaultdict(list)
    query = Query(venue=caller.venue, complainant=caller.id, sort=Sort.OPENED, limit=_CASES_AT_ONCE)
    while found := await house.listings.find(query):
        for one in found:
            cases[one.listing.order].append(one.stream.public)
        if len(found) < _CASES_AT_ONCE:
            break
        query = msgspec.structs.replace(query, after=found[-1])
    return cases


@put(
    "/orders",
    operation_id="putOrders",
    guards=[scopes(Scope.ORDERS)],
    request_max_body_size=_BODY_BYTES_MOST,
)
async def put_orders(
    data: JSONBody[Orders], house: GivenHouse, caller: GivenCaller, language: GivenLanguage
) -> OrderResults:
    """Tell of orders of the token's venue. Each has its own result; the same again changes nothing."""
    results: dict[int, OrderResult] = {}
    good: dict[int, Order] = {}
    for place, order in enumerate(data.orders):
        wrong = wrong_with(order, caller.venue)
        if wrong is None:
            good[place] = as_kept(order)
        else:
            results[place] = OrderResult(order.ref, "refused", wrong.tell(language))
    if good:
        puts = await house.orders.put_orders([order_row(order) for order in good.values()])
        for (place, order), put_ in zip(good.items(), puts, strict=True):
            results[place] = OrderResult(order.ref, str(put_))
    return OrderResults(tuple(results[place] for place in range(len(data.orders))))


ROUTES = [my_orders, put_orders]

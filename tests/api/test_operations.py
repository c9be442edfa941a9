"""What whoever runs this asks of it."""

from ipaddress import ip_network

import msgspec

from .doors import BUYER, UNLIMITED, Door, door_in_memory, problem


async def test_a_living_process_says_so(door: Door) -> None:
    """`/health/live` asks nobody; `/health/ready` asks the database."""
    client = door.stranger()
    assert (await client.get("/health/live")).text == "live\n"
    assert (await client.get("/health/ready")).text == "ready\n"


async def test_figures_count_requests_by_route(small_door: Door) -> None:
    """Every request is counted by method, route and status; no figure names a case or a person."""
    client = await small_door.signed_in(BUYER)
    await client.get("/api/v1/cases/some-case-or-other")
    await client.get("/nothing/at/all.txt")
    told = (await small_door.stranger().get("/metrics")).text
    assert 'hejie_http_requests_total{method="GET",route="/api/v1/cases/{id}",status="404"}' in told
    assert 'hejie_http_request_seconds_bucket{le="0.005",route="/api/v1/cases/{id}"}' in told
    assert "hejie_http_requests_under_way 1.0" in told
    assert "some-case" not in told
    assert "at/all" not in told


async def test_figures_are_for_this_machine_alone() -> None:
    """From elsewhere they do not exist; behind a proxy that is trusted its callers are from elsewhere."""
    behind = msgspec.structs.replace(UNLIMITED, trusted_proxies=(ip_network("127.0.0.0/8"),))
    async with door_in_memory(behind) as door:
        answer = await door.stranger(**{"x-forwarded-for": "203.0.113.9"}).get("/metrics")
        problem(answer, 404, "not_found")
        assert (await door.stranger().get("/metrics")).status_code == 200


async def test_figures_are_not_shown_through_a_proxy_that_nobody_named() -> None:
    """Behind it everybody seems to be on this machine: without a token nobody is shown anything."""
    async with door_in_memory() as door:
        for header in ("x-forwarded-for", "forwarded", "via", "x-real-ip"):
            problem(await door.stranger(**{header: "203.0.113.9"}).get("/metrics"), 404, "not_found")
        assert (await door.stranger().get("/metrics")).status_code == 200
    async with door_in_memory(msgspec.structs.replace(UNLIMITED, public_url="https://desk.example")) as door:
        problem(await door.stranger().get("/metrics"), 404, "not_found")


async def test_figures_may_be_had_by_a_token() -> None:
    """With a token set, it alone opens them, from anywhere."""
    async with door_in_memory(msgspec.structs.replace(UNLIMITED, metrics_token="figures-please")) as door:
        problem(await door.stranger().get("/metrics"), 404, "not_found")
        problem(await door.stranger(authorization="Bearer wrong").get("/metrics"), 404, "not_found")
        answer = await door.stranger(authorization="Bearer figures-please").get("/metrics")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain; version=")

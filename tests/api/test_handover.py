"""Consumers and merchants handed over by a marketplace: forged, old, repeated and good tokens."""

import base64
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from hejie.edge.http.handover import KEPT_SECONDS, LIFE_MOST, REFETCH_SECONDS, SKEW, HandOvers
from hejie.edge.http.options import Options
from hejie.edge.http.problems import Code, ProblemError
from hejie.settings import Issuer

from .doors import Door, door_on, empty, problem

ISSUER, AUDIENCE, VENUE = "https://shop.example", "hejie-desk", "olive"
ED, EC, RSA = (
    ed25519.Ed25519PrivateKey.generate(),
    ec.generate_private_key(ec.SECP256R1()),
    rsa.generate_private_key(65537, 2048),
)
STRANGER = ed25519.Ed25519PrivateKey.generate()


def key_set(*, ed_kid: str = "ed") -> dict[str, Any]:
    """The public keys of the shop."""
    keys = [
        (OKPAlgorithm.to_jwk(ED.public_key(), as_dict=True), ed_kid),
        (ECAlgorithm(ECAlgorithm.SHA256).to_jwk(EC.public_key(), as_dict=True), "ec"),
        (RSAAlgorithm(RSAAlgorithm.SHA256).to_jwk(RSA.public_key(), as_dict=True), "rsa"),
    ]
    secret = {"kty": "oct", "kid": "hmac", "k": base64.urlsafe_b64encode(b"k" * 32).decode(), "alg": "HS256"}
    return {"keys": [*({**key, "kid": kid} for key, kid in keys), secret]}


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the shop's keys."""
    path = tmp_path_factory.mktemp("keys") / "shop.json"
    path.write_text(json.dumps(key_set()))
    return path


@pytest.fixture(scope="module")
async def handing(database: str, key_file: Path) -> AsyncIterator[Door]:
    """A server that trusts one shop."""
    issuer = Issuer(ISSUER, VENUE, AUDIENCE, str(key_file))
    async with door_on(database, Options(issuers=(issuer,), stranger_rate=1e6)) as door:
        yield door


@pytest.fixture
async def shop(handing: Door, database: str) -> Door:
    await empty(database)
    return handing


def token(door: Door, key: Any = ED, kid: str | None = "ed", alg: str = "EdDSA", **claims: Any) -> str:
    """A token as the shop makes it, or spoilt by these claims (None: left out)."""
    now = int(door.clock.at.timestamp())
    said = {
        "iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 120, "jti": "t-1",
        "sub": "buyer-7", "role": "consumer", "name": "孙女士", "locale": "zh-CN",
    } | claims  # fmt: skip
    said = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(said, key, algorithm=alg, headers={"kid": kid} if kid else {})


async def hand_over(door: Door, shown: str) -> httpx.Response:
    """Come in with a token."""
    return await door.stranger().post("/api/v1/session/handover", json={"token": shown})


@pytest.mark.parametrize(
    ("key", "kid", "alg"), [(ED, "ed", "EdDSA"), (EC, "ec", "ES256"), (RSA, "rsa", "RS256")]
)
async def test_a_token_of_the_shop_begins_a_session(shop: Door, key: Any, kid: str, alg: str) -> None:
    """Whoever the shop vouches for is signed in as that buyer of that venue, by keys of each kind."""
    answer = await hand_over(shop, token(shop, key, kid, alg))
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["id"], told["venue"], told["desk"], told["name"]) == ("buyer-7", VENUE, "consumer", "孙女士")
    assert answer.cookies["hejie"]


async def test_a_merchant_is_handed_over_to_its_desk(shop: Door) -> None:
    """The role decides the desk, the locale the language."""
    answer = await hand_over(shop, token(shop, role="merchant", sub="shop-3", locale="en-GB"))
    assert answer.json()["desk"] == "merchant"
    assert answer.json()["language"] == "en"


async def test_a_token_is_good_once(shop: Door) -> None:
    """Whoever finds a used token gets nothing by it; another token of the same buyer is good."""
    shown = token(shop)
    assert (await hand_over(shop, shown)).status_code == 201
    problem(await hand_over(shop, shown), 401, "hand_over_refused")
    assert (await hand_over(shop, token(shop, jti="t-2"))).status_code == 201


def unsigned(door: Door) -> str:
    """A token without a signature."""
    return jwt.encode(
        jwt.decode(token(door), options={"verify_signature": False}),
        None,
        algorithm="none",
        headers={"kid": "ed"},
    )


def by_public_key(door: Door) -> str:
    """A token signed by HMAC with the public key, as if that were a secret."""
    public = RSA.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    return token(door, base64.b64encode(public), "rsa", "HS256")


def changed(door: Door) -> str:
    """A good token whose claims were changed afterwards."""
    head, body, signature = token(door).split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))) | {"sub": "buyer-8"}
    body = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    return f"{head}.{body}.{signature}"


def at(door: Door, **seconds: float) -> dict[str, int]:
    """Claims of instants, by seconds from now."""
    now = door.clock.at
    return {name: int((now + timedelta(seconds=value)).timestamp()) for name, value in seconds.items()}


_LIFE, _SKEW = LIFE_MOST.total_seconds(), SKEW.total_seconds()

FORGED: dict[str, Callable[[Door], str]] = {
    "signed by somebody else": lambda door: token(door, STRANGER),
    "not signed": unsigned,
    "signed with the public key as a secret": by_public_key,
    "signed with the secret of the key set": lambda door: token(door, b"k" * 32, "hmac", "HS256"),
    "changed after it was signed": changed,
    "by another algorithm than its key's": lambda door: token(door, RSA, "rsa", "RS512"),
    "of a key that is not known": lambda door: token(door, kid="other"),
    "of no key": lambda door: token(door, kid=None),
    "for another audience": lambda door: token(door, aud="somebody-else"),
    "of another issuer": lambda door: token(door, iss="https://evil.example"),
    "of no issuer": lambda door: token(door, iss=None),
    "without an id": lambda door: token(door, jti=None),
    "without an end": lambda door: token(door, exp=None),
    "without a beginning": lambda door: token(door, iat=None),
    "without an audience": lambda door: token(door, aud=None),
    "of a role that is not handed over": lambda door: token(door, role="officer"),
    "of nobody": lambda door: token(door, sub=""),
    "over": lambda door: token(door, **at(door, iat=-100, exp=-_SKEW - 1)),
    "of the future": lambda door: token(door, **at(door, iat=_SKEW + 5, exp=_SKEW + 100)),
    "not yet good": lambda door: token(door, **at(door, nbf=_SKEW + 5)),
    "good for too long": lambda door: token(door, **at(door, iat=0, exp=_LIFE + 1)),
    "that ends before it begins": lambda door: token(door, **at(door, iat=10, exp=5)),
    "of an absurd instant": lambda door: token(door, iat=10**18, exp=10**18 + 60),
    "that is no token": lambda _: "abc",
    "of three parts of nothing": lambda _: "..",
}


@pytest.mark.parametrize("kind", FORGED)
async def test_a_token_that_is_not_good_is_refused(shop: Door, kind: str) -> None:
    """Whatever is wrong with it, the answer is the same, and nobody is signed in."""
    answer = await hand_over(shop, FORGED[kind](shop))
    problem(answer, 401, "hand_over_refused")
    assert "set-cookie" not in answer.headers


async def test_without_issuers_nobody_is_handed_over(door: Door) -> None:
    """A desk that trusts no marketplace takes no token."""
    problem(await hand_over(door, token(door)), 401, "hand_over_refused")


class Site:
    """A shop that publishes its keys at an address."""

    def __init__(self) -> None:
        self.answer = httpx.Response(200, json=key_set())
        self.asked_count = 0
        self.seconds = 1000.0
        issuer = Issuer(ISSUER, VENUE, AUDIENCE, "https://shop.example/keys")
        self.hand_overs = HandOvers((issuer,), lambda: self.seconds, httpx.MockTransport(self._serve))

    def _serve(self, _: httpx.Request) -> httpx.Response:
        self.asked_count += 1
        return httpx.Response(self.answer.status_code, content=self.answer.content)

    async def comes_in(self, door: Door, jti: str, kid: str = "ed") -> str:
        """The buyer's id, or the code of the problem."""
        try:
            shown = token(door, jti=jti, kid=kid)
            return (await self.hand_overs.check(door.house.people, shown, door.clock.at)).id
        except ProblemError as error:
            return error.code


async def test_keys_are_asked_for_once_and_anew_for_an_unknown_one(door: Door) -> None:
    """The set is kept; a key that is not in it is looked for, at most once a minute."""
    site = Site()
    assert [await site.comes_in(door, jti) for jti in "ab"] == ["buyer-7", "buyer-7"]
    assert site.asked_count == 1
    site.answer = httpx.Response(200, json=key_set(ed_kid="new"))
    for _ in range(3):
        assert await site.comes_in(door, "c", "new") == Code.HAND_OVER_REFUSED
    assert site.asked_count == 1
    site.seconds += REFETCH_SECONDS
    assert await site.comes_in(door, "c", "new") == "buyer-7"
    assert await site.comes_in(door, "d", "ed") == Code.HAND_OVER_REFUSED
    assert site.asked_count == 2


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(302, headers={"location": "https://evil.example"}),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"keys": []}),
        httpx.Response(200, content=b" " * 2_000_000),
    ],
    ids=["error", "redirect", "no JSON", "a list", "no keys", "too long"],
)
async def test_without_keys_nobody_comes_in(door: Door, answer: httpx.Response) -> None:
    """A key set that cannot be had is a no for now; what was had before holds for an hour."""
    site = Site()
    site.answer = answer
    assert await site.comes_in(door, "a") == Code.HAND_OVER_UNAVAILABLE
    site.seconds += REFETCH_SECONDS
    site.answer = httpx.Response(200, json=key_set())
    assert await site.comes_in(door, "b") == "buyer-7"
    site.answer = answer
    site.seconds += KEPT_SECONDS - 1
    assert await site.comes_in(door, "c") == "buyer-7"
    site.seconds += 2
    assert await site.comes_in(door, "d") == Code.HAND_OVER_UNAVAILABLE

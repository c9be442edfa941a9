"""Consumers and merchants whom a marketplace hands over, by a token (JWT) that it has signed.

The token says who it is; it is good once, for five minutes at most, from an issuer that the operator named
and for the audience that was agreed. What cannot be checked is not believed: a key
that is not to be had is a no.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

import httpx
import jwt
import msgspec

from hejie.casework.people import Hat, People, Principal
from hejie.domain.commands import Ref
from hejie.edge.http.problems import Code, ProblemError
from hejie.observing import logger_of
from hejie.settings import LANGUAGES, Issuer

ALGORITHMS = ("RS256", "ES256", "EdDSA")
"""By key pairs alone: whoever can check a token cannot make one."""

LIFE_MOST = timedelta(minutes=5)
SKEW = timedelta(seconds=30)
"""How far the clocks of a marketplace may be off."""

REFETCH_SECONDS = 60
KEPT_SECONDS = 3600
"""How long a key set is believed before it is asked for again: a key withdrawn is refused within the hour."""

_FETCH_SECONDS = 5.0
_KEYS_BYTES_MOST = 1_000_000

_NOT_TO_BE_HAD = (
    httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, jwt.PyJWTError, msgspec.DecodeError,
)  # fmt: skip

_log = logger_of("hejie.http")

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Claims(msgspec.Struct, frozen=True):
    """What a token says. `sub` is the buyer's or merchant's id at the venue."""

    iss: str
    exp: int
    iat: int
    jti: Name
    sub: Ref
    role: Literal["consumer", "merchant"]
    name: Name
    locale: str = "zh"
    nbf: int = 0


class HandOvers:
    """Checks tokens of marketplaces. One a process."""

    def __init__(
        self,
        issuers: tuple[Issuer, ...],
        clock: Callable[[], float] = time.monotonic,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._issuers = {issuer.issuer: issuer for issuer in issuers}
        self._key_sets = {issuer.issuer: _KeySet(issuer.keys, clock, transport) for issuer in issuers}

    async def check(self, people: People, token: str, now: datetime) -> Principal:
        """Who is handed over. Raises: ProblemError."""
        try:
            issuer, kid = self._said_to_come_from(token)
            key = await self._key_sets[issuer.issuer].key(kid)
            claims = _claims(token, key, issuer)
        except (jwt.PyJWTError, msgspec.ValidationError, KeyError, ValueError) as error:
            _log.info("hand_over_refused", why=type(error).__name__)
            raise ProblemError(Code.HAND_OVER_REFUSED) from None
        _check_times(claims, now)
        subject = f"jti:{sha256(f'{claims.iss} {claims.jti}'.encode()).hexdigest()}"
        window = int((LIFE_MOST + 2 * SKEW).total_seconds())
        if await people.count_attempt(subject, now, window) > 1:
            _log.info("hand_over_refused", why="used before")
            raise ProblemError(Code.HAND_OVER_REFUSED)
        hat = Hat.CONSUMER if claims.role == "consumer" else Hat.MERCHANT
        language = claims.locale[:2].lower()
        return Principal(
            id=claims.sub,
            name=claims.name,
            venue=issuer.venue,
            hats=(hat,),
            language=language if language in LANGUAGES else LANGUAGES[0],
        )

    def _said_to_come_from(self, token: str) -> tuple[Issuer, str]:
        """The issuer and the key that a token names; nothing is believed yet."""
        kid = jwt.get_unverified_header(token)["kid"]
        said = jwt.decode(token, options={"verify_signature": False}).get("iss")
        return self._issuers[str(said)], str(kid)


class _KeySet:
    """The keys of one issuer, from a file or from its address; asked for anew for a key that is not known, at
    most once in `REFETCH_SECONDS`."""

    def __init__(
        self, source: str, clock: Callable[[], float], transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self._source = source
        self._clock = clock
        self._transport = transport
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._asked_at: float | None = None
        self._got_at: float | None = None
        self._turn = asyncio.Lock()

    async def key(self, kid: str) -> jwt.PyJWK:
        """The key with this id. Raises: KeyError, ProblemError where the set cannot be had."""
        async with self._turn:
            now = self._clock()
            stale = self._got_at is None or now - self._got_at > KEPT_SECONDS
            may_ask = self._asked_at is None or now - self._asked_at >= REFETCH_SECONDS
            if (stale or kid not in self._keys) and may_ask:
                self._asked_at = now
                await self._ask(now)
                stale = self._got_at is None or now - self._got_at > KEPT_SECONDS
            if stale:
                raise ProblemError(Code.HAND_OVER_UNAVAILABLE, retry_after_seconds=REFETCH_SECONDS)
            return self._keys[kid]

    async def _ask(self, now: float) -> None:
        try:
            key_set = msgspec.json.decode(await self._fetched(), type=dict[str, Any])
            keys = jwt.PyJWKSet.from_dict(key_set).keys
        except _NOT_TO_BE_HAD as error:
            _log.warning("keys_not_to_be_had", source=self._source, why=f"{type(error).__name__}: {error}")
            return
        self._keys = {str(key.key_id): key for key in keys if key.key_id and key.algorithm_name in ALGORITHMS}
        self._got_at = now

    async def _fetched(self) -> bytes:
        if "://" not in self._source:
            return await asyncio.to_thread(Path(self._source).read_bytes)
        async with (
            httpx.AsyncClient(
                timeout=_FETCH_SECONDS, follow_redirects=False, transport=self._transport
            ) as client,
            client.stream("GET", self._source) as answer,
        ):
            answer.raise_for_status()
            body = b""
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > _KEYS_BYTES_MOST:
                    raise ValueError("the key set is too long")
            return body


def _claims(token: str, key: jwt.PyJWK, issuer: Issuer) -> Claims:
    """What a token says, once its signature, issuer and audience are proved."""
    said = jwt.decode(
        token,
        key=key,
        algorithms=[key.algorithm_name],
        issuer=issuer.issuer,
        audience=issuer.audience,
        # By the clock of the house, below.
        options={
            "require": ["iss", "aud", "exp", "iat", "jti", "sub", "role", "name"],
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
            "enforce_minimum_key_length": True,
        },
    )
    return msgspec.convert(said, Claims)


def _check_times(claims: Claims, now: datetime) -> None:
    at, skew = now.timestamp(), SKEW.total_seconds()
    lives = 0 < claims.exp - claims.iat <= LIFE_MOST.total_seconds()
    if not (lives and max(claims.iat, claims.nbf) - skew <= at < claims.exp + skew):
        _log.info("hand_over_refused", why="out of its time")
        raise ProblemError(Code.HAND_OVER_REFUSED)

"""Who a request comes from: a session of a browser (cookie) or a token of a machine (bearer).

What a credential stands for is remembered for a few seconds in this process, so that not every request asks
the database. What was revoked elsewhere may therefore be good here for `REMEMBERED_SECONDS` more; signing
out in this process counts at once. Somebody unknown is never remembered.

A browser sends its cookie with whatever a page of anybody makes it send. So what changes something must come
from the desks: the token that only they can read, and, where the browser says where from, that too.
"""

import hmac
import time
from base64 import urlsafe_b64encode
from collections import OrderedDict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
from litestar.connection import ASGIConnection, Request

from hejie.casework.admission import TOKEN_PREFIX, new_secret, secret_hash
from hejie.casework.people import Credential, CredentialKind, People, Principal
from hejie.edge.http.limits import Buckets, home_of
from hejie.edge.http.options import Options
from hejie.edge.http.problems import Code, ProblemError

REMEMBERED_SECONDS = 5
IDLE = timedelta(hours=12)
"""A session ends so long after the last request."""

ABSOLUTE = timedelta(days=7)
"""A session ends so long after sign-in, whatever is done in it."""

CSRF_HEADER = "X-Hejie-Csrf"

_EXTENDED_EVERY = timedelta(minutes=10)
_REMEMBERED_MOST = 20_000
_SECRET_LENGTH = len(new_secret())
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Connection = ASGIConnection[Any, Any, Any, Any]
AnyRequest = Request[Any, Any, Any]


class Session(msgspec.Struct, frozen=True):
    """A browser's session: its secret, and what it stands for."""

    secret: str
    credential: Credential

    @property
    def csrf(self) -> str:
        """What the desk sends along to show that it is the desk; it follows from the secret."""
        digest = hmac.digest(self.secret.encode(), b"csrf", sha256)
        return urlsafe_b64encode(digest).decode().rstrip("=")


class Callers:
    """Recognises callers, and counts how often they ask. One a process."""

    def __init__(self, people: People, options: Options) -> None:
        self._people = people
        self._options = options
        self._remembered: OrderedDict[bytes, tuple[Credential, float]] = OrderedDict()
        self._ended_count = 0
        self._persons = Buckets(options.person_rate)
        self._machines = Buckets(options.machine_rate)
        self._strangers = Buckets(options.stranger_rate)

    async def recognise(self, connection: Connection, at: datetime) -> Credential | None:
        """Whose request this is; None: nobody's. Raises: ProblemError where too many come."""
        secret, kind = self._shown(connection)
        credential = await self._look_up(secret, kind, at, connection) if secret else None
        if credential is None:
            self._strangers.take(home_of(address_of(connection)))
            return None
        if kind is CredentialKind.TOKEN:
            self._machines.take(credential.principal.box)
        else:
            self._persons.take(credential.principal.box)
            credential = await self._extended(credential, at)
        return credential

    async def begin(self, principal: Principal, at: datetime) -> Session:
        """A new session, by a new secret."""
        secret = new_secret()
        credential = Credential(secret_hash(secret), CredentialKind.SESSION, principal, at, at + IDLE)
        await self._people.put_credential(credential)
        return Session(secret, credential)

    async def end(self, connection: Connection) -> None:
        """Forget the session that a request shows, if any."""
        secret, kind = self._shown(connection)
        if secret and kind is CredentialKind.SESSION:
            hashed = secret_hash(secret)
            await self._people.revoke_credential(hashed)
            self._remembered.pop(hashed, None)
            self._ended_count += 1

    def session(self, connection: Connection, credential: Credential) -> Session:
        """The session of a request that was recognised."""
        secret, _ = self._shown(connection)
        return Session(secret, credential)

    def check_from_desk(self, connection: Connection) -> None:
        """That a request, if a browser sent it, was sent by a page of ours. Raises: ProblemError."""
        site = connection.headers.get("sec-fetch-site")
        origin = connection.headers.get("origin")
        if (site is not None and site != "same-origin") or (
            origin is not None and not self._options.is_ours(origin)
        ):
            raise ProblemError(Code.CSRF_FAILED)

    def check_csrf(self, connection: Connection, credential: Credential) -> None:
        """That what changes something in a session comes from the desks. Raises: ProblemError."""
        if credential.kind is not CredentialKind.SESSION or connection.scope.get("method") in _SAFE:
            return
        self.check_from_desk(connection)
        shown = connection.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(shown.encode(), self.session(connection, credential).csrf.encode()):
            raise ProblemError(Code.CSRF_FAILED)

    def _shown(self, connection: Connection) -> tuple[str, CredentialKind]:
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            # Whoever shows a token is not asked for a cookie: what a machine does never depends on one.
            secret = token.removeprefix(TOKEN_PREFIX)
            shown = token if secret != token and len(secret) == _SECRET_LENGTH else ""
            return shown, CredentialKind.TOKEN
        secret = connection.cookies.get(self._options.cookie, "")
        return secret if len(secret) == _SECRET_LENGTH else "", CredentialKind.SESSION

    async def _look_up(
        self, secret: str, kind: CredentialKind, at: datetime, connection: Connection
    ) -> Credential | None:
        hashed = secret_hash(secret)
        credential, fresh_until = self._remembered.get(hashed, (None, 0.0))
        if credential is None or fresh_until < time.monotonic():
            # Guessing costs the guesser, not the database: whoever is known gets it back.
            guesser = home_of(address_of(connection))
            self._strangers.take(guesser)
            ended_before = self._ended_count
            try:
                credential = await self._people.credential(hashed, at)
            finally:
                self._strangers.give_back(guesser)
            if credential is None:
                self._remembered.pop(hashed, None)
                return None
            if self._ended_count == ended_before:  # else it may have been this one, while we asked
                self._remember(credential, time.monotonic() + REMEMBERED_SECONDS)
        return credential if credential.kind is kind and credential.expires_at > at else None

    def _remember(self, credential: Credential, fresh_until: float) -> None:
        self._remembered[credential.secret_hash] = (credential, fresh_until)
        self._remembered.move_to_end(credential.secret_hash)
        if len(self._remembered) > _REMEMBERED_MOST:
            self._remembered.popitem(last=False)

    async def _extended(self, credential: Credential, at: datetime) -> Credential:
        until = min(at + IDLE, credential.issued_at + ABSOLUTE)
        if until - credential.expires_at < _EXTENDED_EVERY:
            return credential
        await self._people.extend_credential(credential.secret_hash, until)
        extended = msgspec.structs.replace(credential, expires_at=until)
        _, fresh_until = self._remembered.get(credential.secret_hash, (None, 0.0))
        self._remember(extended, fresh_until)
        return extended


def address_of(connection: Connection) -> str:
    """The address that a request comes from, behind proxies that are trusted."""
    return str(connection.scope.get("state", {}).get("address", ""))

"""Who may come in: accounts, and the credentials that stand for them. A port, and its values.

An account belongs to a person, a merchant or a member of staff. A credential is what a request carries: a
session of a browser, or a token of a machine; it is stored by the hash of its secret alone. It holds who it
stands for (a `Principal`), so that one look-up answers for a request. Passwords are hashed at the door.
Implementations: `adapters/postgres` and `adapters/memory`; one contract suite holds both.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import msgspec

from hejie.domain.roles import Actor, Role


class Hat(StrEnum):
    """What somebody is on the desks. A machine acts for its venue."""

    CONSUMER = "consumer"
    MERCHANT = "merchant"
    OFFICER = "officer"
    ARBITER = "arbiter"
    RULE_EDITOR = "rule_editor"
    MACHINE = "machine"


ROLES = {
    Hat.CONSUMER: Role.COMPLAINANT,
    Hat.MERCHANT: Role.RESPONDENT,
    Hat.OFFICER: Role.OFFICER,
    Hat.ARBITER: Role.ARBITER,
}
"""As whom each acts in a case; the others act in none themselves."""


class Scope(StrEnum):
    """What a token of a machine may do, for its venue alone."""

    READ_CASES = "cases:read"
    ACT = "cases:act"
    """Give commands for the consumers and merchants of the venue."""
    ORDERS = "orders:write"
    WEBHOOKS = "webhooks"


class Principal(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who a request comes from. `id` is the buyer's or merchant's at the venue, or the staff member's own.

    `venue` empty: all venues (staff alone). `scopes` are a machine's. `login` empty: handed over by a shop.
    """

    id: str
    name: str
    venue: str
    hats: tuple[Hat, ...]
    scopes: tuple[Scope, ...] = ()
    login: str = ""
    language: str = "zh"

    @property
    def actors(self) -> tuple[Actor, ...]:
        """As whom this principal can act in a case, one actor a hat."""
        return tuple(Actor(ROLES[hat], self.id) for hat in self.hats if hat in ROLES)

    @property
    def is_staff(self) -> bool:
        """Whether this is somebody of the platform."""
        return bool({Hat.OFFICER, Hat.ARBITER}.intersection(self.hats))

    @property
    def box(self) -> str:
        """Whose inbox, uploads and credentials these are: unique over venues and hats."""
        return f"{self.hats[0]}:{self.venue}:{self.id}"


class Account(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody who signs in with a password. `login` is unique, in lower case."""

    login: str
    principal: Principal
    password_hash: str
    email: str = ""
    disabled: bool = False


class CredentialKind(StrEnum):
    """What a credential is for."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - a kind, not a secret


class Credential(msgspec.Struct, frozen=True):
    """What a request shows. `secret_hash` is the SHA-256 of the secret; `label` says what a token is for."""

    secret_hash: bytes
    kind: CredentialKind
    principal: Principal
    issued_at: datetime
    expires_at: datetime
    label: str = ""


class People(Protocol):
    """Accounts and credentials. Raises as the ledger does: LedgerUnavailable, LedgerFull."""

    async def put_account(self, account: Account) -> None:
        """Keep an account; the one of that login is replaced."""
        ...

    async def account(self, login: str) -> Account | None:
        """The account of a login."""
        ...

    async def account_of(self, box: str) -> Account | None:
        """The account whose principal has this `box` (of several the first by login): where to send an
        e-mail."""
        ...

    async def put_credential(self, credential: Credential) -> None:
        """Keep a credential, under its hash; one that is there already stays as it is."""
        ...

    async def credential(self, secret_hash: bytes, at: datetime) -> Credential | None:
        """The credential with this hash, unless it has expired at that instant or was revoked."""
        ...

    async def extend_credential(self, secret_hash: bytes, expires_at: datetime) -> None:
        """Let a credential last until then, if that is longer; nothing where it was revoked."""
        ...

    async def revoke_credential(self, secret_hash: bytes) -> None:
        """Forget a credential."""
        ...

    async def revoke_credentials_of(self, box: str) -> int:
        """Forget every credential of a principal; returns how many there were."""
        ...

    async def credentials_of(self, box: str) -> Sequence[Credential]:
        """Every credential of a principal that was not revoked, the newest first."""
        ...

    async def forget_person(self, person: str) -> int:
        """Remove every account and credential of whoever has this id as a consumer or merchant, at any
        venue; returns how many accounts there were. Reads all of them: for an erasure, not for a request."""
        ...

    async def count_attempt(self, subject: str, at: datetime, window_seconds: int) -> int:
        """Count an attempt of a subject (a login, an address); returns how many there were within the
        window that began with the first. Across all processes."""
        ...

    async def forget_attempts(self, subject: str) -> None:
        """Begin to count anew."""
        ...

    async def forget_expired(self, at: datetime) -> int:
        """Remove credentials that have expired and attempts whose window is over; returns how many."""
        ...

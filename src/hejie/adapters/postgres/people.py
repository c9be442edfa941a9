"""Accounts and credentials on PostgreSQL. See `hejie.casework.people` for what each method promises."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import asyncpg
import msgspec

from hejie.adapters.postgres.buckets import ALL_BUCKETS, bucket_of_name
from hejie.adapters.postgres.connections import Connections
from hejie.casework.people import Account, Credential, CredentialKind, Principal
from hejie.domain.ids import BUCKETS

_principal = msgspec.json.Decoder(Principal)


class PostgresPeople:
    """Shares the connections of the ledger, which closes them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def put_account(self, account: Account) -> None:
        await self._connections.fetch(
            "put_account",
            bucket=_login_bucket(account.login),
            login=account.login,
            box=account.principal.box,
            principal=msgspec.json.encode(account.principal),
            password_hash=account.password_hash,
            email=account.email,
            disabled=account.disabled,
        )

    async def account(self, login: str) -> Account | None:
        rows = await self._connections.fetch("account", bucket=_login_bucket(login), login=login)
        return _account(rows[0]) if rows else None

    async def account_of(self, box: str) -> Account | None:
        rows = await self._connections.fetch("account_of_box", box=box)
        return _account(rows[0]) if rows else None

    async def put_credential(self, credential: Credential) -> None:
        await self._connections.fetch(
            "put_credential",
            bucket=_secret_bucket(credential.secret_hash),
            secret_hash=credential.secret_hash,
            kind=credential.kind,
            box=credential.principal.box,
            principal=msgspec.json.encode(credential.principal),
            issued_at=credential.issued_at,
            expires_at=credential.expires_at,
            label=credential.label,
        )

    async def credential(self, secret_hash: bytes, at: datetime) -> Credential | None:
        rows = await self._connections.fetch(
            "credential", bucket=_secret_bucket(secret_hash), secret_hash=secret_hash
        )
        return _credential(rows[0]) if rows and rows[0]["expires_at"] > at else None

    async def extend_credential(self, secret_hash: bytes, expires_at: datetime) -> None:
        await self._connections.fetch(
            "extend_credential",
            bucket=_secret_bucket(secret_hash),
            secret_hash=secret_hash,
            expires_at=expires_at,
        )

    async def revoke_credential(self, secret_hash: bytes) -> None:
        await self._connections.fetch(
            "revoke_credential", bucket=_secret_bucket(secret_hash), secret_hash=secret_hash
        )

    async def revoke_credentials_of(self, box: str) -> int:
        return len(await self._connections.fetch("revoke_credentials_of", buckets=ALL_BUCKETS, box=box))

    async def credentials_of(self, box: str) -> Sequence[Credential]:
        rows = await self._connections.fetch("credentials_of", buckets=ALL_BUCKETS, box=box)
        return [_credential(row) for row in rows]

    async def forget_person(self, person: str) -> int:
        accounts = await self._connections.fetch("forget_accounts", buckets=ALL_BUCKETS, person=person)
        await self._connections.fetch("forget_credentials", buckets=ALL_BUCKETS, person=person)
        return len(accounts)

    async def count_attempt(self, subject: str, at: datetime, window_seconds: int) -> int:
        (row,) = await self._connections.fetch(
            "count_attempt",
            bucket=_subject_bucket(subject),
            subject=subject,
            at=at,
            ends_at=at + timedelta(seconds=window_seconds),
        )
        return int(row["count"])

    async def forget_attempts(self, subject: str) -> None:
        await self._connections.fetch("forget_attempts", bucket=_subject_bucket(subject), subject=subject)

    async def forget_expired(self, at: datetime) -> int:
        credentials = await self._connections.fetch("forget_expired_credentials", buckets=ALL_BUCKETS, at=at)
        attempts = await self._connections.fetch("forget_expired_attempts", buckets=ALL_BUCKETS, at=at)
        return len(credentials) + len(attempts)


def _login_bucket(login: str) -> int:
    return bucket_of_name("account", login)


def _subject_bucket(subject: str) -> int:
    return bucket_of_name("attempt", subject)


def _secret_bucket(secret_hash: bytes) -> int:
    return sha256(secret_hash).digest()[0] % BUCKETS


def _account(row: asyncpg.Record) -> Account:
    login, principal, password_hash, email, disabled = row
    return Account(login, _principal.decode(principal), password_hash, email, disabled)


def _credential(row: asyncpg.Record) -> Credential:
    secret_hash, kind, principal, issued_at, expires_at, label = row
    return Credential(
        secret_hash, CredentialKind(kind), _principal.decode(principal), issued_at, expires_at, label
    )

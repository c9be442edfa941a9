"""Accounts and credentials in memory."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from hejie.casework.people import Account, Credential, Hat, Principal


class _Attempts(msgspec.Struct):
    count: int
    ends_at: datetime


class MemoryPeople:
    """See `hejie.casework.people.People`."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}
        self._credentials: dict[bytes, Credential] = {}
        self._attempts: dict[str, _Attempts] = {}

    async def put_account(self, account: Account) -> None:
        self._accounts[account.login] = account

    async def account(self, login: str) -> Account | None:
        return self._accounts.get(login)

    async def account_of(self, box: str) -> Account | None:
        theirs = [account for account in self._accounts.values() if account.principal.box == box]
        return min(theirs, key=lambda account: account.login, default=None)

    async def put_credential(self, credential: Credential) -> None:
        self._credentials.setdefault(credential.secret_hash, credential)

    async def credential(self, secret_hash: bytes, at: datetime) -> Credential | None:
        found = self._credentials.get(secret_hash)
        return found if found is not None and found.expires_at > at else None

    async def extend_credential(self, secret_hash: bytes, expires_at: datetime) -> None:
        found = self._credentials.get(secret_hash)
        if found is not None and found.expires_at < expires_at:
            self._credentials[secret_hash] = msgspec.structs.replace(found, expires_at=expires_at)

    async def revoke_credential(self, secret_hash: bytes) -> None:
        self._credentials.pop(secret_hash, None)

    async def revoke_credentials_of(self, box: str) -> int:
        theirs = await self.credentials_of(box)
        for credential in theirs:
            del self._credentials[credential.secret_hash]
        return len(theirs)

    async def credentials_of(self, box: str) -> Sequence[Credential]:
        theirs = [one for one in self._credentials.values() if one.principal.box == box]
        by_hash = sorted(theirs, key=lambda one: one.secret_hash)
        return sorted(by_hash, key=lambda one: one.issued_at, reverse=True)

    async def forget_person(self, person: str) -> int:
        theirs = [login for login, one in self._accounts.items() if _is_of(one.principal, person)]
        for login in theirs:
            del self._accounts[login]
        shown = [secret for secret, one in self._credentials.items() if _is_of(one.principal, person)]
        for secret in shown:
            del self._credentials[secret]
        return len(theirs)

    async def count_attempt(self, subject: str, at: datetime, window_seconds: int) -> int:
        attempts = self._attempts.get(subject)
        if attempts is None or attempts.ends_at <= at:
            attempts = self._attempts[subject] = _Attempts(0, at + timedelta(seconds=window_seconds))
        attempts.count += 1
        return attempts.count

    async def forget_attempts(self, subject: str) -> None:
        self._attempts.pop(subject, None)

    async def forget_expired(self, at: datetime) -> int:
        credentials = [hash for hash, one in self._credentials.items() if one.expires_at <= at]
        attempts = [subject for subject, one in self._attempts.items() if one.ends_at <= at]
        for hash in credentials:
            del self._credentials[hash]
        for subject in attempts:
            del self._attempts[subject]
        return len(credentials) + len(attempts)


def _is_of(principal: Principal, person: str) -> bool:
    return principal.id == person and principal.hats[0] in (Hat.CONSUMER, Hat.MERCHANT)

"""Passwords at the door: checked away from the event loop, a few at once, and not too often.

Attempts are counted over all processes, in windows of `WINDOW_SECONDS`: of an address at a login, of an
address in all, and at a login from anywhere. The last is generous, so that nobody is easily shut out by
others. Whoever comes in with the right password begins anew at that login; the address does not, or one's
own account would pay for guesses at those of others.
"""

import asyncio
from datetime import datetime
from hashlib import sha256

from hejie.casework.admission import hash_password, needs_new_hash, password_fits
from hejie.casework.people import Account, People, Principal
from hejie.edge.http.callers import Connection, address_of
from hejie.edge.http.limits import home_of
from hejie.edge.http.problems import Code, ProblemError
from hejie.edge.http.wire import SignIn

WINDOW_SECONDS = 15 * 60
ATTEMPTS_MOST = 10
"""Of one address at one login."""

LOGIN_ATTEMPTS_MOST = 100
"""At one login from anywhere. Source: NIST SP 800-63B, 5.2.2."""

ADDRESS_ATTEMPTS_MOST = 100
"""Of one address at all logins: people of one office come from one address."""

_AT_ONCE = 2
"""Checks at the same time: each takes 64 MiB and a core for some 50 ms."""


class Passwords:
    """Checks passwords. One a process."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def check(self, people: People, shown: SignIn, connection: Connection, now: datetime) -> Principal:
        """Who comes in with this login and password. Raises: ProblemError."""
        login, address = shown.login.strip().lower(), home_of(address_of(connection))
        # By its hash: what somebody typed may be anything, a password in the wrong field included.
        hashed = sha256(login.encode()).hexdigest()
        subjects = {
            f"login:{hashed}:{address}": ATTEMPTS_MOST,
            f"login:{hashed}": LOGIN_ATTEMPTS_MOST,
            f"address:{address}": ADDRESS_ATTEMPTS_MOST,
        }
        for subject, most in subjects.items():
            if await people.count_attempt(subject, now, WINDOW_SECONDS) > most:
                raise ProblemError(Code.TOO_MANY_ATTEMPTS, retry_after_seconds=WINDOW_SECONDS)
        account = await people.account(login)
        async with self._turns:
            fits = await asyncio.to_thread(password_fits, account, shown.password)
        if account is None or not fits:
            raise ProblemError(Code.SIGN_IN_FAILED)
        await people.forget_attempts(f"login:{hashed}:{address}")
        await people.forget_attempts(f"login:{hashed}")
        if needs_new_hash(account):
            await self._hash_anew(people, account, shown.password)
        return account.principal

    async def _hash_anew(self, people: People, account: Account, password: str) -> None:
        async with self._turns:
            hashed = await asyncio.to_thread(hash_password, password)
        await people.put_account(
            Account(account.login, account.principal, hashed, account.email, account.disabled)
        )

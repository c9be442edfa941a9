"""Letting somebody in: passwords as they are kept, secrets and what is kept of them, tokens for machines.

Of a secret only its SHA-256 is kept: it is 256 bits of chance, so that nothing slower is needed. A password
is somebody's own invention and goes through argon2id.
"""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_bytes

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hejie.casework.people import Account, Credential, CredentialKind, Hat, People, Principal, Scope

TOKEN_PREFIX = "hj_"  # noqa: S105 - says what it is, to people and to scanners of leaked secrets
PASSWORD_LEAST = 10
"""Characters of a password."""

_SECRET_BYTES = 32
_HASHER = PasswordHasher()
"""argon2id, 64 MiB, 3 rounds, 4 lanes. Source: RFC 9106, section 4, second recommendation."""

_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$U9DeCiZop5RW2yzqiIQMDA$lLGiQAH+iEDmRBm5yeX/hShybpPFSeQc19QIxj1OVUA"
"""A hash of bytes that nobody kept, checked where there is no such account: it takes as long as a wrong
password."""


class PasswordTooShort(ValueError):
    """A password must have at least `PASSWORD_LEAST` characters."""


def hash_password(password: str) -> str:
    """What is kept of a password. Takes some 50 ms and 64 MiB: call it in a thread."""
    return _HASHER.hash(password)


def password_fits(account: Account | None, password: str) -> bool:
    """Whether somebody may come in with this password. Takes as long where there is no account, or it is
    disabled. Call it in a thread."""
    try:
        fits = _HASHER.verify(account.password_hash if account else _NOBODYS, password)
    except (VerificationError, InvalidHashError):
        return False
    return fits and account is not None and not account.disabled


def needs_new_hash(account: Account) -> bool:
    """Whether the account's hash was made by an older measure."""
    return _HASHER.check_needs_rehash(account.password_hash)


def new_secret() -> str:
    """A secret nobody can guess, as it is shown."""
    return urlsafe_b64encode(token_bytes(_SECRET_BYTES)).decode().rstrip("=")


def secret_hash(secret: str) -> bytes:
    """What is kept of a secret."""
    return sha256(secret.encode()).digest()


async def put_account(people: People, principal: Principal, password: str, email: str = "") -> Account:
    """Make an account, or replace the one of this login; its sessions end. Raises: PasswordTooShort."""
    if len(password) < PASSWORD_LEAST:
        raise PasswordTooShort
    login = principal.login.strip().lower()
    before = await people.account(login)
    account = Account(login, principal, hash_password(password), email)
    await people.put_account(account)
    # Whoever changes hats keeps no session in the old one.
    for box in {principal.box, before.principal.box if before else principal.box}:
        await people.revoke_credentials_of(box)
    return account


async def put_token(
    people: People, venue: str, label: str, scopes: tuple[Scope, ...], at: datetime, days: int
) -> tuple[str, Credential]:
    """A token for a machine of a venue, shown this once, and what is kept of it.

    Machines of a venue are told apart by their labels: the same label again is another token of the same
    machine. To take all of them back: `revoke_credentials_of(machine(venue, label).box)`.
    """
    token = TOKEN_PREFIX + new_secret()
    credential = Credential(
        secret_hash(token),
        CredentialKind.TOKEN,
        machine(venue, label, scopes),
        at,
        at + timedelta(days=days),
        label,
    )
    await people.put_credential(credential)
    return token, credential


def machine(venue: str, label: str, scopes: tuple[Scope, ...] = ()) -> Principal:
    """The machine of a venue that bears this label."""
    return Principal(label, label, venue, (Hat.MACHINE,), scopes)

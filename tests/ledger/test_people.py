"""Accounts, credentials and attempts: what the port promises, whoever asks at once."""

import asyncio
from datetime import timedelta
from hashlib import sha256
from typing import Any

import msgspec
import pytest

from hejie.casework.people import Account, Credential, CredentialKind, Hat, People, Principal, Scope
from hejie.wiring import Stores

from .builders import HOUR, NOON
from .conftest import Desk

ANNA = Principal("anna", "安娜 \"A\" 'B'", "olist", (Hat.CONSUMER,), login="anna@example.org")
OLGA = Principal("olga", "Olga", "", (Hat.OFFICER, Hat.ARBITER), login="olga", language="en")
SHOP_SYSTEM = Principal("erp", "ERP", "olist", (Hat.MACHINE,), (Scope.ACT, Scope.ORDERS))
SECOND = timedelta(seconds=1)


@pytest.fixture
def people(stores: Stores) -> People:
    return stores.people


def secret(name: str) -> bytes:
    return sha256(name.encode()).digest()


def credential(name: str, principal: Principal = ANNA, **said: Any) -> Credential:
    """A session of an hour, from noon."""
    given = Credential(secret(name), CredentialKind.SESSION, principal, NOON, NOON + HOUR, "in the browser")
    return msgspec.structs.replace(given, **said)


async def test_an_account_is_found_by_its_login_and_by_its_box(people: People) -> None:
    anna = Account("anna@example.org", ANNA, "$argon2id$…", "anna@example.org")
    olga = Account("olga", OLGA, "$argon2id$2", disabled=True)
    await people.put_account(anna)
    await people.put_account(olga)
    assert await people.account("anna@example.org") == anna
    assert await people.account("olga") == olga
    assert await people.account_of(ANNA.box) == anna
    assert await people.account_of(OLGA.box) == olga
    assert await people.account("Olga") is None
    assert await people.account_of("consumer:demo:anna") is None


async def test_an_account_put_again_replaces_the_one_of_its_login(people: People) -> None:
    await people.put_account(Account("anna", ANNA, "old", "old@example.org"))
    moved = msgspec.structs.replace(ANNA, venue="demo")
    again = Account("anna", moved, "new", "", disabled=True)
    await people.put_account(again)
    assert await people.account("anna") == again
    assert await people.account_of(moved.box) == again
    assert await people.account_of(ANNA.box) is None


async def test_of_two_accounts_of_one_box_the_first_by_login_is_meant(people: People) -> None:
    for login in ("b", "a", "c"):
        await people.put_account(Account(login, ANNA, "hash"))
    found = await people.account_of(ANNA.box)
    assert found is not None
    assert found.login == "a"


async def test_a_credential_is_found_by_its_hash_until_it_expires(people: People) -> None:
    session = credential("session")
    token = credential("token", SHOP_SYSTEM, kind=CredentialKind.TOKEN, expires_at=NOON + 24 * HOUR)
    await people.put_credential(session)
    await people.put_credential(token)
    assert await people.credential(secret("session"), NOON) == session
    assert await people.credential(secret("session"), NOON + HOUR - SECOND) == session
    assert await people.credential(secret("session"), NOON + HOUR) is None
    assert await people.credential(secret("token"), NOON + HOUR) == token
    assert await people.credential(secret("nobody's"), NOON) is None


async def test_a_credential_can_last_longer_but_not_less_long(people: People) -> None:
    await people.put_credential(credential("session"))
    await people.extend_credential(secret("session"), NOON + 2 * HOUR)
    await people.extend_credential(secret("session"), NOON + HOUR / 2)
    longer = credential("session", expires_at=NOON + 2 * HOUR)
    assert await people.credential(secret("session"), NOON + HOUR) == longer


async def test_a_revoked_credential_stays_revoked(people: People) -> None:
    """Neither somebody who extends it at the same time nor somebody who puts another brings it back."""
    await people.put_credential(credential("session"))
    await people.put_credential(credential("other"))
    await people.revoke_credential(secret("session"))
    await people.revoke_credential(secret("session"))
    await people.extend_credential(secret("session"), NOON + 9 * HOUR)
    assert await people.credential(secret("session"), NOON) is None
    assert await people.credential(secret("other"), NOON) is not None


async def test_a_credential_that_is_there_stays_as_it_is(people: People) -> None:
    await people.put_credential(credential("session"))
    await people.put_credential(credential("session", OLGA, expires_at=NOON + 9 * HOUR))
    assert await people.credential(secret("session"), NOON) == credential("session")


async def test_all_credentials_of_a_principal_are_told_newest_first_and_revoked_together(
    people: People,
) -> None:
    for hours in (3, 1, 2):
        issued_at = NOON + HOUR * hours
        await people.put_credential(credential(str(hours), issued_at=issued_at, label=f"{hours}"))
    await people.put_credential(credential("hers", OLGA))
    assert [one.label for one in await people.credentials_of(ANNA.box)] == ["3", "2", "1"]
    assert await people.revoke_credentials_of(ANNA.box) == 3
    assert await people.credentials_of(ANNA.box) == []
    assert await people.revoke_credentials_of(ANNA.box) == 0
    assert await people.credential(secret("1"), NOON) is None
    assert await people.credential(secret("hers"), NOON) is not None


async def test_attempts_are_counted_within_the_window_that_began_with_the_first(people: People) -> None:
    assert [await people.count_attempt("anna", NOON + SECOND * n, 60) for n in (0, 10, 59)] == [1, 2, 3]
    assert await people.count_attempt("olga", NOON + SECOND, 60) == 1
    assert await people.count_attempt("anna", NOON + SECOND * 60, 60) == 1
    assert await people.count_attempt("anna", NOON + SECOND * 119, 60) == 2
    await people.forget_attempts("anna")
    await people.forget_attempts("nobody")
    assert await people.count_attempt("anna", NOON + SECOND * 119, 60) == 1


async def test_attempts_of_two_processes_at_once_are_each_counted(desk: Desk) -> None:
    sides = [desk.one.people, desk.other.people]
    counted = await asyncio.gather(*(sides[n % 2].count_attempt("anna", NOON, 60) for n in range(40)))
    assert sorted(counted) == list(range(1, 41))


async def test_what_has_expired_is_removed_and_nothing_else(people: People) -> None:
    await people.put_credential(credential("over"))
    await people.put_credential(credential("lasts", expires_at=NOON + HOUR + SECOND))
    await people.count_attempt("over", NOON, 3600)
    await people.count_attempt("lasts", NOON, 3601)
    assert await people.forget_expired(NOON + HOUR - SECOND) == 0
    assert await people.forget_expired(NOON + HOUR) == 2
    assert await people.forget_expired(NOON + HOUR) == 0
    assert [one.secret_hash for one in await people.credentials_of(ANNA.box)] == [secret("lasts")]
    assert await people.count_attempt("lasts", NOON, 3601) == 2
    assert await people.count_attempt("over", NOON, 3600) == 1


async def test_a_forgotten_person_has_neither_account_nor_session_at_any_venue(people: People) -> None:
    """Erasing somebody removes what says who they are; staff and machines that bear the same id stay."""
    elsewhere = msgspec.structs.replace(ANNA, venue="demo", login="anna-2")
    namesake = msgspec.structs.replace(OLGA, id="anna", login="anna-of-staff")
    for principal in (ANNA, elsewhere, namesake):
        await people.put_account(Account(principal.login, principal, "hash", "mail@example.org"))
        await people.put_credential(credential(principal.login, principal))
    assert await people.forget_person("anna") == 2
    assert await people.account(ANNA.login) is None
    assert await people.account("anna-2") is None
    assert await people.credential(secret(ANNA.login), NOON) is None
    assert await people.credential(secret("anna-2"), NOON) is None
    assert await people.account("anna-of-staff") is not None
    assert await people.credential(secret("anna-of-staff"), NOON) is not None
    assert await people.forget_person("anna") == 0

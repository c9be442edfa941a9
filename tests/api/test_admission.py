"""Accounts and tokens as they are made for people and machines."""

import msgspec
import pytest
from argon2 import PasswordHasher

from hejie.casework import admission
from hejie.casework.admission import PasswordTooShort, machine, needs_new_hash, put_account, put_token
from hejie.casework.people import Account, Hat, Principal, Scope

from .doors import VENUE, Door, problem

PASSWORD = "correct horse battery"
WANG = Principal("wang", "王晓", "", (Hat.OFFICER, Hat.ARBITER), login="Wang@Desk")


async def test_a_token_opens_what_its_scopes_say(door: Door) -> None:
    """A token is shown once, can be told as ours, and does what it was made for, until it ends."""
    people, now = door.house.people, door.clock.at
    token, credential = await put_token(people, VENUE, "erp", (Scope.READ_CASES,), now, 30)
    assert token.startswith("hj_")
    assert len(token) == 46
    assert (credential.principal.box, credential.label) == ("machine:demo:erp", "erp")
    client = door.stranger(authorization=f"Bearer {token}")
    assert (await client.get("/api/v1/cases")).status_code == 200
    problem(await client.post("/api/v1/bulk", json={"items": []}), 403, "not_for_you")
    assert token.removeprefix("hj_").encode() not in await door.everything()
    door.clock.go(days=30)
    problem(await client.get("/api/v1/cases"), 401, "not_signed_in")


async def test_the_tokens_of_a_machine_can_be_taken_back(door: Door) -> None:
    """All of one label at once; those of another label stay."""
    people, now = door.house.people, door.clock.at
    gone, _ = await put_token(people, VENUE, "erp", (Scope.READ_CASES,), now, 30)
    kept, _ = await put_token(people, VENUE, "crm", (Scope.READ_CASES,), now, 30)
    assert await people.revoke_credentials_of(machine(VENUE, "erp").box) == 1
    for token, status in ((gone, 401), (kept, 200)):
        answer = await door.stranger(authorization=f"Bearer {token}").get("/api/v1/cases")
        assert answer.status_code == status


@pytest.mark.parametrize(
    "shown",
    ["", "Bearer", "Basic aGVqaWU6eA==", "Bearer hj_", "Bearer x", "Bearer hj_" + "x" * 43, "hj_"],
)
async def test_what_is_no_token_is_nobodys(door: Door, shown: str) -> None:
    """Whatever stands in `Authorization`, only a token that was made opens anything."""
    problem(await door.stranger(authorization=shown).get("/api/v1/cases"), 401, "not_signed_in")


async def test_an_account_signs_in_by_its_login_however_it_is_written(door: Door) -> None:
    """Logins are kept in lower case; the person has all hats that were given."""
    await put_account(door.house.people, WANG, PASSWORD, "wang@desk.example")
    answer = await door.stranger().post("/api/v1/session", json={"login": "WANG@desk", "password": PASSWORD})
    assert answer.status_code == 201
    assert answer.json()["desk"] == "staff"
    assert answer.json()["hats"] == ["officer", "arbiter"]


async def test_a_new_password_ends_the_sessions_of_the_old_one(door: Door) -> None:
    """Whoever knew the old password, or sits at a forgotten screen, is out."""
    await put_account(door.house.people, WANG, PASSWORD)
    session = await door.session(WANG)
    await put_account(door.house.people, WANG, PASSWORD + " staple")
    client = door.stranger()
    client.cookies.set("hejie", session.secret)
    problem(await client.get("/api/v1/session"), 401, "not_signed_in")


async def test_another_hat_ends_the_sessions_of_the_old_one(door: Door) -> None:
    """An officer who becomes a rule editor is no officer any more, in no browser."""
    await put_account(door.house.people, WANG, PASSWORD)
    session = await door.session(WANG)
    await put_account(door.house.people, msgspec.structs.replace(WANG, hats=(Hat.RULE_EDITOR,)), PASSWORD)
    client = door.stranger()
    client.cookies.set("hejie", session.secret)
    problem(await client.get("/api/v1/session"), 401, "not_signed_in")


async def test_a_short_password_is_refused(door: Door) -> None:
    """Ten characters at least."""
    with pytest.raises(PasswordTooShort):
        await put_account(door.house.people, WANG, "short pw")
    assert await door.house.people.account("wang@desk") is None


async def test_an_old_hash_is_made_anew_at_sign_in(door: Door) -> None:
    """Who comes in with a password that was hashed more weakly gets a hash of today's measure."""
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    await door.house.people.put_account(Account("wang@desk", WANG, weak, "wang@desk.example"))
    answer = await door.stranger().post("/api/v1/session", json={"login": "wang@desk", "password": PASSWORD})
    assert answer.status_code == 201
    account = await door.house.people.account("wang@desk")
    assert account is not None
    assert not needs_new_hash(account)
    assert account.email == "wang@desk.example"


def test_the_hash_of_nobody_is_of_todays_measure() -> None:
    """Else an unknown login would be told by its time."""
    assert not PasswordHasher().check_needs_rehash(admission._NOBODYS)

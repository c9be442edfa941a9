"""Sealed words and their keys: kept apart from the events, and gone when a person is erased."""

import asyncio
from hashlib import sha256
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hejie.casework.ledger import Ledger, Payload, PersonErased, Wanted

from .builders import append_to, history, is_chained, new_stream
from .conftest import Desk

NONCE = bytes(12)


async def test_a_key_is_stored_once_and_the_first_stays(ledger: Ledger) -> None:
    name, other = new_stream(), new_stream()
    assert await ledger.person_keys([(name, "anna")]) == [None]
    assert await ledger.add_person_keys([(name, "anna", b"first")]) == [b"first"]
    assert await ledger.add_person_keys([(name, "anna", b"second"), (name, "bo", b"bo")]) == [b"first", b"bo"]
    assert await ledger.person_keys([(name, "bo"), (other, "anna"), (name, "anna")]) == [
        b"bo",
        None,
        b"first",
    ]


async def test_a_stream_is_read_together_with_the_key_of_a_person(ledger: Ledger) -> None:
    """Where it is: not of a stream that does not exist yet, nor of somebody who was erased from it."""
    name, other, fresh = new_stream(), new_stream(), new_stream()
    await ledger.append([append_to(name), append_to(other)])
    await ledger.add_person_keys([(one, "anna", one.id.bytes) for one in (name, other, fresh)])
    await ledger.add_person_keys([(name, "bo", b"bo's")])
    await ledger.erase_person("bo")
    wanted = [Wanted(name, person="anna"), Wanted(fresh, person="anna"), Wanted(name, person="bo")]
    wanted += [Wanted(other), Wanted(other, "web", "key", "anna"), Wanted(other, person="cho")]
    keys = [found.wrapped_key for found in await ledger.read(wanted)]
    assert keys == [name.id.bytes, None, None, None, other.id.bytes, None]


async def test_a_key_added_twice_at_once_is_stored_once(ledger: Ledger) -> None:
    name, other = new_stream(), new_stream()
    await ledger.add_person_keys([(other, "anna", b"there")])
    asked = [(name, "anna", b"first"), (other, "anna", b"late"), (name, "anna", b"second")]
    assert await ledger.add_person_keys(asked) == [b"first", b"there", b"first"]
    assert await ledger.person_keys([(name, "anna")]) == [b"first"]


async def test_all_who_add_a_key_at_once_get_the_same_one(desk: Desk) -> None:
    name = new_stream()
    sides = [desk.ledger, desk.second]
    keys = await asyncio.gather(
        *(sides[n % 2].add_person_keys([(name, "anna", bytes([n]))]) for n in range(10))
    )
    assert len({key for (key,) in keys}) == 1


async def test_erasing_destroys_every_key_of_that_person_and_no_other(ledger: Ledger) -> None:
    names = [new_stream() for _ in range(20)]
    await ledger.add_person_keys([(name, person, b"key") for name in names for person in ("anna", "bo")])
    assert await ledger.erase_person("anna") == 20
    assert await ledger.person_keys([(name, "anna") for name in names]) == [None] * 20
    assert await ledger.person_keys([(name, "bo") for name in names]) == [b"key"] * 20
    assert await ledger.erase_person("anna") == 0
    assert await ledger.erase_person("nobody we know") == 0


async def test_an_erased_person_gets_no_new_key_on_that_stream(ledger: Ledger) -> None:
    name, later = new_stream(), new_stream()
    await ledger.add_person_keys([(name, "anna", b"key")])
    await ledger.erase_person("anna")
    with pytest.raises(PersonErased):
        await ledger.add_person_keys([(name, "anna", b"another")])
    assert await ledger.person_keys([(name, "anna")]) == [None]
    assert await ledger.add_person_keys([(later, "anna", b"a new matter")]) == [b"a new matter"]


async def test_after_erasure_the_chain_verifies_and_nothing_can_be_read(ledger: Ledger) -> None:
    """Events hold a reference and a salted hash; the words are unreadable without the key."""
    name, ref, key = new_stream(), uuid4(), AESGCM.generate_key(128)
    sealed = Payload(ref, "anna", AESGCM(key).encrypt(NONCE, "my address is …".encode(), None))
    event = b"said " + ref.bytes + sha256(b"salt" + "my address is …".encode()).digest()
    await ledger.add_person_keys([(name, "anna", key)])
    await ledger.append([append_to(name, event, payloads=[sealed])])
    (kept,) = await ledger.person_keys([(name, "anna")])
    assert kept is not None
    stored = (await ledger.payloads(name, [ref]))[ref]
    assert AESGCM(kept).decrypt(NONCE, stored.ciphertext, None).decode() == "my address is …"

    await ledger.erase_person("anna")

    events = await history(ledger, name)
    assert [one.body for one in events] == [event]
    assert is_chained(events)
    assert await ledger.person_keys([(name, "anna")]) == [None]
    with pytest.raises(InvalidTag):
        AESGCM(AESGCM.generate_key(128)).decrypt(NONCE, stored.ciphertext, None)


async def test_words_belong_to_one_stream(ledger: Ledger) -> None:
    name, other, ref = new_stream(), new_stream(), uuid4()
    payload = Payload(ref, "anna", b"sealed")
    await ledger.append([append_to(name, payloads=[payload]), append_to(other)])
    assert await ledger.payloads(name, [ref]) == {ref: payload}
    assert await ledger.payloads(other, [ref]) == {}
    assert await ledger.payloads(name, []) == {}

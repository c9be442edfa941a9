"""Personal words: sealed before a command is decided, opened for those who may read them.

The words are encrypted with a key of one person on one stream. The event keeps a reference and a salted
hash (`sealed:<ref>:<hash>`): whoever has the words can prove that they are the ones, and nobody can guess
short words from the hash, because the salt lies with them. Destroying the key leaves nothing to read.
"""

import os
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from hmac import digest
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hejie.casework.ledger import Payload
from hejie.domain.commands import Command
from hejie.domain.events import Event
from hejie.domain.ids import StreamId
from hejie.domain.words import PERSONAL

KEY_BYTES = 32
_NONCE_BYTES = 12
_SALT_BYTES = 16
_MARK = "sealed"


class Unsealable(Exception):
    """Sealed words do not open: the key is another, or the bytes were changed."""


@cache
def personal_fields(struct: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields of a command or an event that hold what a person wrote."""
    return tuple(
        field.name
        for field in msgspec.structs.fields(struct)
        if _is_personal(msgspec.inspect.type_info(field.type))
    )


def _is_personal(type_info: msgspec.inspect.Type) -> bool:
    while isinstance(type_info, msgspec.inspect.Metadata):
        if (type_info.extra or {}).get(PERSONAL):
            return True
        type_info = type_info.type
    return False


def words_of(struct: Command | Event) -> dict[str, str]:
    """The personal words of a command or an event, by field; empty ones are left out."""
    return {name: text for name in personal_fields(type(struct)) if (text := getattr(struct, name))}


class Vault:
    """Makes and uses the keys of persons; each is stored only wrapped by the master key.

    `random` gives that many unpredictable bytes; a simulation passes its own to be repeatable.
    """

    def __init__(self, master_key: bytes, random: Callable[[int], bytes] = os.urandom) -> None:
        if len(master_key) != KEY_BYTES:
            raise ValueError(f"the master key has {len(master_key)} bytes; {KEY_BYTES} are needed")
        self._master = AESGCM(master_key)
        self._random = random

    def new_key(self, stream: StreamId, person: str) -> bytes:
        """A fresh key of a person on a stream, wrapped."""
        return self._encrypt(self._master, self._random(KEY_BYTES), _context(stream, person))

    def seal(
        self, command: Command, stream: StreamId, person: str, wrapped: bytes
    ) -> tuple[Command, tuple[Payload, ...]]:
        """The command with references in the place of its words, and the words to be stored."""
        words = words_of(command)
        if not words:
            return command, ()
        key = self._unwrap(stream, person, wrapped)
        sealed: dict[str, str] = {}
        payloads: list[Payload] = []
        for name, text in words.items():
            ref = UUID(bytes=self._random(16), version=4)
            salted = self._random(_SALT_BYTES) + text.encode()
            ciphertext = self._encrypt(key, salted, ref.bytes)
            payloads.append(Payload(ref, person, ciphertext))
            sealed[name] = f"{_MARK}:{ref.hex}:{sha256(salted).hexdigest()}"
        return msgspec.structs.replace(command, **sealed), tuple(payloads)

    def open(self, reference: str, payload: Payload, stream: StreamId, wrapped: bytes) -> str:
        """The words behind a reference. Raises: Unsealable."""
        _, _, committed = reference.split(":")
        key = self._unwrap(stream, payload.person, wrapped)
        salted = self._decrypt(key, payload.ciphertext, payload.ref.bytes)
        if sha256(salted).hexdigest() != committed:
            raise Unsealable("these are not the words that the event committed to")
        return salted[_SALT_BYTES:].decode()

    def fingerprint(self, request: bytes, stream: StreamId, person: str, wrapped: bytes) -> bytes:
        """What tells a person's request from another; without the key it says nothing about its words."""
        return digest(self._key(stream, person, wrapped), request, "sha256")

    def _unwrap(self, stream: StreamId, person: str, wrapped: bytes) -> AESGCM:
        return AESGCM(self._key(stream, person, wrapped))

    def _key(self, stream: StreamId, person: str, wrapped: bytes) -> bytes:
        return self._decrypt(self._master, wrapped, _context(stream, person))

    def _encrypt(self, key: AESGCM, plain: bytes, context: bytes) -> bytes:
        nonce = self._random(_NONCE_BYTES)
        return nonce + key.encrypt(nonce, plain, context)

    @staticmethod
    def _decrypt(key: AESGCM, sealed: bytes, context: bytes) -> bytes:
        try:
            return key.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
        except InvalidTag:
            raise Unsealable("the key is another, or the bytes were changed") from None


def reference_id(reference: str) -> UUID | None:
    """The id of the payload that a sealed reference points to; None for what is no reference."""
    mark, _, rest = reference.partition(":")
    return UUID(hex=rest.partition(":")[0]) if mark == _MARK and rest else None


def _context(stream: StreamId, person: str) -> bytes:
    return f"{stream.kind}:{stream.id}:{person}".encode()

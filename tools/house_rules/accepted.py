"""What the rules let pass by name, each with its reason. An entry that nothing needs is an offence."""

from collections.abc import Mapping

NUMBERS: Mapping[str, str] = {
    "casework/intake.py:BATCH": "rows in one statement",
    "casework/lanes.py:ATTEMPTS_MOST": "tries to write before giving up",
    "casework/lanes.py:BATCH_MOST": "commands in one transaction",
    "casework/lanes.py:_PAUSE_SECONDS": "rest between two tries to write",
    "casework/ledger.py:GENESIS": "bytes of a SHA-256",
    "casework/packs.py:Packs.pinned": "digits of a hash that a message shows",
    "casework/relay.py:ATTEMPTS_MOST": "tries to deliver before somebody must look",
    "casework/relay.py:LEASE_SECONDS": "how long a worker may hold an effect",
    "casework/relay.py:Relay._failed": "characters of an error that are kept",
    "casework/relay.py:Relay.deliver": "effects taken at once",
    "casework/relay.py:_LAST_RETRY_SECONDS": "the longest rest between two deliveries",
    "casework/sealing.py:KEY_BYTES": "AES-256",
    "casework/sealing.py:Vault.seal": "a UUID from 16 random bytes, version 4",
    "casework/sealing.py:_NONCE_BYTES": "AES-GCM",
    "casework/sealing.py:_SALT_BYTES": "a salt that cannot be guessed",
    "casework/sweep.py:BATCH": "cases in one pass",
    "domain/ids.py:BUCKETS": "the width of the store",
    "domain/ids.py:_BITS": "the alphabet of public ids",
    "domain/ids.py:named": "the bits of a UUID",
    "domain/ids.py:parse_public": "the bits of a UUID",
    "domain/merchant.py:_RECENT_MOST": "a bound on the state, far above any threshold",
    "domain/money.py:BASIS_POINTS": "the unit of rates",
    "domain/money.py:MINOR_DIGITS": "ISO 4217",
    "domain/money.py:MOST_MINOR": "the largest amount that is computed with",
    "domain/money.py:format_minor": "decimal digits",
    "domain/tables.py:INT_LEAST": "64 bits",
    "domain/tables.py:TRIALS_MOST": "the end of the search for what would change an answer",
    "domain/words.py:told": "minutes of an hour",
}
"""Numbers in the domain and in casework, by the (first) constant or the function that holds them."""

LONG_FILES: Mapping[str, str] = {}
"""Files in src that may be longer than `LINES_MOST`."""

DOMAIN_IMPORTS = frozenset(
    {
        "collections", "dataclasses", "datetime", "enum", "functools", "hashlib", "itertools",
        "msgspec", "re", "typing", "uuid",
    }
)  # fmt: skip
"""All that the domain may import beside itself: values and nothing that acts."""

SQL_HOLDERS = ("adapters/postgres/", "adapters/embedded/configuration.py")
"""Where PostgreSQL's SQL may stand; the second makes the roles and the database of the embedded server."""

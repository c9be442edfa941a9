"""What the rules let pass by name, each with its reason. An entry that nothing needs is an offence."""

from collections.abc import Mapping

NUMBERS: Mapping[str, str] = {
    "casework/announcing.py:_LOOKUPS_AT_ONCE": "accounts looked up side by side",
    "casework/backlog.py:Backlogs.backlog": "as far as dead letters are counted",
    "casework/changes.py:WATCHES_MOST": "pages that one person has open",
    "casework/changes.py:_READ_AT_ONCE": "streams read in one round trip",
    "casework/courier.py:AT_ONCE": "deliveries under way in one process",
    "casework/courier.py:AT_ONCE_A_TARGET": "deliveries under way to one target",
    "casework/courier.py:LEASED_AT_ONCE": "deliveries leased in one statement",
    "casework/courier.py:LEASED_MOST": "deliveries that one process holds",
    "casework/courier.py:LEASE_SECONDS": "how long a worker may hold a delivery",
    "casework/courier.py:WAITS_SECONDS": "rests between two tries to send",
    "casework/courier.py:_ERROR_MOST": "characters of an error that are kept",
    "casework/courier.py:_GONE": "a status of HTTP",
    "casework/courier.py:_JITTER": "by how much rests differ",
    "casework/courier.py:_MARKING_TRIES": "tries to write down what was sent",
    "casework/courier.py:_is_success": "statuses of HTTP",
    "casework/housekeeping.py:BATCH": "rows in one statement",
    "casework/housekeeping.py:RECEIPTS_KEPT": "how long a request can be repeated; no rule of a marketplace",
    "casework/housekeeping.py:UPLOADS_KEPT": "how long a file waits to be shown; no rule of a marketplace",
    "casework/inbox.py:Inbox.unread_count": "as far as a badge counts",
    "casework/admission.py:PASSWORD_LEAST": "characters of a password",
    "casework/admission.py:_SECRET_BYTES": "a secret that cannot be guessed",
    "casework/views/names.py:_KEPT_MOST": "names kept in memory",
    "casework/views/names.py:_LOOKUPS_AT_ONCE": "look-ups of one request at a time",
    "casework/intake.py:BATCH": "rows in one statement",
    "casework/lanes.py:ATTEMPTS_MOST": "tries to write before giving up",
    "casework/lanes.py:BATCH_MOST": "commands in one transaction",
    "casework/lanes.py:_PAUSE_SECONDS": "rest between two tries to write",
    "casework/ledger.py:GENESIS": "bytes of a SHA-256",
    "casework/listings.py:Listings.count": "as far as a badge counts",
    "casework/listings.py:Query": "cases on a page",
    "casework/packs.py:Packs.pinned": "digits of a hash that a message shows",
    "casework/reindex.py:BATCH": "cases in one statement",
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
    "casework/webhooks.py:SECRET_BYTES": "a key for HMAC-SHA-256",
    "casework/webhooks.py:URL_MOST": "characters of an address",
    "casework/webhooks.py:_PORTS": "ports of TCP",
    "domain/ids.py:BUCKETS": "the width of the store",
    "domain/ids.py:_BITS": "the alphabet of public ids",
    "domain/ids.py:named": "the bits of a UUID",
    "domain/ids.py:parse_public": "the bits of a UUID",
    "domain/merchant.py:_RECENT_MOST": "a bound on the state, far above any threshold",
    "domain/money.py:BASIS_POINTS": "the unit of rates",
    "domain/money.py:MINOR_DIGITS": "ISO 4217",
    "domain/money.py:MOST_MINOR": "the largest amount that is computed with",
    "domain/money.py:format_minor": "decimal digits",
    "domain/phrases.py:LISTED_MOST": "things that a sentence names one by one",
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

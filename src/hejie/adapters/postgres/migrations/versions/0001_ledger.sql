-- The ledger: streams, events, effects, sealed words, receipts, packs, orders; what the application may do.
--
-- One statement a step; statements end with a semicolon at the end of a line. `bucket` opens every key.
-- The exceptions are reference tables, the same on every node: pack, alembic_version.
-- Text in keys is compared byte by byte (COLLATE "C"): the same order on every machine.
-- There are no foreign keys: an append writes a stream and what hangs on it in one guarded statement.

SET lock_timeout = '5s';

SET statement_timeout = '60s';

-- The state of one history. `head_hash` is the hash of its last event.
CREATE TABLE stream (
    bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255),
    kind text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    snapshot bytea NOT NULL,
    head_hash bytea NOT NULL CHECK (octet_length(head_hash) = 32),
    next_due_at timestamptz,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, kind, id)
);

CREATE INDEX stream_due ON stream (bucket, next_due_at) WHERE next_due_at IS NOT NULL;

-- Room in each page for the next version of its rows (HOT), early vacuum against dead index entries of the
-- sweep, and no compression of snapshots that fit into half a page.
ALTER TABLE stream SET (
    fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, toast_tuple_target = 4080
);

CREATE TABLE event (
    bucket smallint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    type text NOT NULL,
    body bytea NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, kind, id, version)
);

-- Personal words, encrypted under the key of (stream, person).
CREATE TABLE personal_payload (
    bucket smallint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    ref uuid NOT NULL,
    person text COLLATE "C" NOT NULL,
    ciphertext bytea NOT NULL,
    PRIMARY KEY (bucket, kind, id, ref)
);

-- A destroyed key leaves its row behind, so that no new one is made.
CREATE TABLE personal_key (
    bucket smallint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    person text COLLATE "C" NOT NULL,
    wrapped bytea,
    erased_at timestamptz,
    PRIMARY KEY (bucket, kind, id, person),
    CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
);

CREATE INDEX personal_key_alive ON personal_key (bucket, person) WHERE wrapped IS NOT NULL;

CREATE TABLE receipt (
    bucket smallint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    caller text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    request_hash bytea NOT NULL,
    answer bytea NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, kind, id, caller, key)
);

CREATE TABLE outbox (
    bucket smallint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    place integer NOT NULL,
    topic text NOT NULL,
    body bytea NOT NULL,
    run_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    state text COLLATE "C" NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'dead')),
    last_error text,
    PRIMARY KEY (bucket, kind, id, version, place)
);

CREATE INDEX outbox_pending ON outbox (bucket, run_at) WHERE state = 'pending';

CREATE INDEX outbox_dead ON outbox (bucket, run_at) WHERE state = 'dead';

ALTER TABLE outbox SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

-- Released policy packs; a reference table.
CREATE TABLE pack (
    id text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    body bytea NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, version)
);

-- What a marketplace says about an order; `revision` counts how often it said something else.
CREATE TABLE market_order (
    bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255),
    venue text COLLATE "C" NOT NULL,
    ref text COLLATE "C" NOT NULL,
    body bytea NOT NULL,
    content_hash bytea NOT NULL,
    revision integer NOT NULL DEFAULT 1,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, venue, ref)
);

-- The application adds events, words, receipts and packs; it can neither change nor remove them.
GRANT USAGE ON SCHEMA public TO hejie_app;

GRANT SELECT ON alembic_version TO hejie_app;

GRANT SELECT, INSERT ON event, personal_payload, receipt, pack TO hejie_app;

GRANT SELECT, INSERT, UPDATE ON stream, personal_key, market_order TO hejie_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO hejie_app;

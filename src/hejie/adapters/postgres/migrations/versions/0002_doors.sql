-- The doors: queues of cases, accounts and credentials, inboxes, deliveries, uploads; what the application may do.
--
-- One statement a step; statements end with a semicolon at the end of a line. `bucket` opens every key. The indexes
-- by which queues, a buyer's orders, the account of a box and the uploads of some bytes are read do not begin with it:
-- whoever asks knows no bucket, and asking all of them one by one would cost too much. See docs/decisions/0012.

SET lock_timeout = '5s';

SET statement_timeout = '300s';

-- A case as queues show it, of the bucket of the case; written by the statement that writes its events.
-- `due_at` is infinity where no clock runs, so that rows compare; `taken_by` is empty where nobody has taken it.
CREATE TABLE listing (
    bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255),
    id uuid NOT NULL,
    venue text COLLATE "C" NOT NULL,
    order_ref text COLLATE "C" NOT NULL,
    complainant text COLLATE "C" NOT NULL,
    respondent text COLLATE "C" NOT NULL,
    complaint_kind text COLLATE "C" NOT NULL,
    severity text COLLATE "C" NOT NULL,
    stage text COLLATE "C" NOT NULL,
    outcome text COLLATE "C",
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    opened_at timestamptz NOT NULL,
    clock text COLLATE "C",
    owed_by text COLLATE "C",
    due_at timestamptz NOT NULL,
    taken_by text COLLATE "C" NOT NULL,
    pack_id text NOT NULL,
    pack_version text NOT NULL,
    PRIMARY KEY (bucket, id)
);

-- Queues of staff: a look for each venue, stage and severity, merged.
CREATE INDEX listing_due ON listing (venue, stage, severity, due_at, id);

CREATE INDEX listing_opened ON listing (venue, stage, opened_at, id);

-- Queues of one merchant, who may have as many cases as a small venue.
CREATE INDEX listing_respondent_due ON listing (venue, respondent, stage, severity, due_at, id);

CREATE INDEX listing_respondent_opened ON listing (venue, respondent, stage, opened_at, id);

-- What is few: the cases of one complainant, of one order, of one member of the staff.
CREATE INDEX listing_complainant ON listing (complainant, venue);

CREATE INDEX listing_order ON listing (order_ref, venue);

CREATE INDEX listing_taken ON listing (taken_by) WHERE taken_by <> '';

ALTER TABLE listing SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);

-- Of the bucket of the login. `box` is that of the principal, which is stored as JSON.
CREATE TABLE account (
    bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255),
    login text COLLATE "C" NOT NULL,
    box text COLLATE "C" NOT NULL,
    principal bytea NOT NULL,
    password_hash text NOT NULL,
    email text NOT NULL,
    disabled boolean NOT NULL,
    PRIMARY KEY (bucket, login)
);

CREATE INDEX account_box ON account (box, login);

-- Of the bucket of the hash of its secret; the secret itself is nowhere.
CREATE TABLE credential (
    bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255),
    secret_hash bytea NOT NULL,
    kind text COLLATE "C" NOT NULL,
    box text COLLATE "C" NOT NULL,
    principal bytea NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    label text NOT NULL,
    PRIMARY KEY (bucket, secret_hash)
);

CREATE INDEX credential_box ON credential (bucket, box);

CREATE INDEX credential_expiry ON credential (bucket, expires_at);

-- How often a subject has tried within the window that began with its first attempt.
CREATE TABLE attempt (
    bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255),
    subject text COLLATE "C" NOT NULL,
    count integer NOT NULL CHECK (count > 0),
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (bucket, subject)
);

CREATE INDEX attempt_end ON attempt (bucket, ends_at);

ALTER TABLE attempt SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

-- Of the bucket of the box. `case_id` is public; codes and instants, no words of anyone.
CREATE TABLE note (
    bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255),
    box text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    case_id text NOT NULL,
    kind text NOT NULL,
    code text NOT NULL,
    happened_at timestamptz NOT NULL,
    due_at timestamptz,
    read_at timestamptz,
    PRIMARY KEY (bucket, box, id)
);

CREATE INDEX note_newest ON note (bucket, box, happened_at, id);

CREATE INDEX note_unread ON note (bucket, box, happened_at) WHERE read_at IS NULL;

-- Of the bucket of the venue.
CREATE TABLE endpoint (
    bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255),
    venue text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    url text NOT NULL,
    secret bytea NOT NULL,
    events text [] NOT NULL,
    made_at timestamptz NOT NULL,
    disabled boolean NOT NULL,
    PRIMARY KEY (bucket, venue, id)
);

-- What is to be sent outside, of the bucket of its id.
CREATE TABLE delivery (
    bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255),
    id uuid NOT NULL,
    venue text NOT NULL,
    channel text NOT NULL,
    target text NOT NULL,
    body bytea NOT NULL,
    run_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    state text COLLATE "C" NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'dead')),
    last_error text,
    PRIMARY KEY (bucket, id)
);

CREATE INDEX delivery_pending ON delivery (bucket, run_at) WHERE state = 'pending';

CREATE INDEX delivery_dead ON delivery (bucket, run_at) WHERE state = 'dead';

ALTER TABLE delivery SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

-- Of the bucket of the owner. The bytes lie in a blob store; `bound` says that a case refers to them.
CREATE TABLE upload (
    bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255),
    owner text COLLATE "C" NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    original_key text NOT NULL,
    shown_key text NOT NULL,
    shown_media_type text NOT NULL,
    uploaded_at timestamptz NOT NULL,
    thumbnail_key text,
    width integer,
    height integer,
    notes text [] NOT NULL,
    bound boolean NOT NULL,
    PRIMARY KEY (bucket, owner, sha256)
);

CREATE INDEX upload_newest ON upload (bucket, owner, uploaded_at);

-- Half of the hash will do to find it.
CREATE INDEX upload_bytes ON upload (left(sha256, 32));

CREATE INDEX upload_unbound ON upload (bucket, uploaded_at) WHERE NOT bound;

-- Who of the staff saw which evidence, of the bucket of the case; only ever added to.
CREATE TABLE evidence_access (
    bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255),
    kind text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    seen_at timestamptz NOT NULL,
    person text COLLATE "C" NOT NULL,
    evidence text COLLATE "C" NOT NULL,
    copy text COLLATE "C" NOT NULL,
    PRIMARY KEY (bucket, kind, id, seen_at, person, evidence, copy)
);

-- By which a buyer's orders are found. An order kept by a program of before is found once it has changed.
ALTER TABLE market_order ADD COLUMN buyer text COLLATE "C", ADD COLUMN placed_at timestamptz;

-- What the orders that are there say of themselves. PostgreSQL reads no JSON with a NUL in any of its texts.
UPDATE market_order
SET buyer = replace(convert_from(body, 'UTF8'), '\u0000', '\ufffd')::json ->> 'buyer',
    placed_at = (replace(convert_from(body, 'UTF8'), '\u0000', '\ufffd')::json ->> 'placed_at')::timestamptz
WHERE buyer IS NULL;

-- Not concurrently: that is not possible for tables that are split by bucket. Imports wait as long as it takes.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX market_order_of_buyer ON market_order (venue, buyer, placed_at, ref);

-- What stands in a case's history is not the application's to change; what people see of it and how they come in is.
GRANT SELECT, INSERT, UPDATE ON listing TO hejie_app;

-- An account is removed with the person whose it was.
GRANT SELECT, INSERT, UPDATE, DELETE ON account TO hejie_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON attempt, endpoint, delivery TO hejie_app;

GRANT SELECT, INSERT, UPDATE (expires_at), DELETE ON credential TO hejie_app;

GRANT SELECT, INSERT, UPDATE (read_at) ON note TO hejie_app;

GRANT SELECT, INSERT, UPDATE (bound), DELETE ON upload TO hejie_app;

GRANT SELECT, INSERT ON evidence_access TO hejie_app;

-- A receipt may be forgotten when nobody can repeat its request any more; it can never be changed.
GRANT DELETE ON receipt TO hejie_app;

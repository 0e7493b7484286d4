PRAGMA application_id = 1161908816; -- "EARP"

CREATE TABLE migrations (
    name TEXT PRIMARY KEY
);

-- One row per stream: where it stands, and whose key encrypts what is personal in it.
CREATE TABLE streams (
    id       INTEGER PRIMARY KEY,
    name     TEXT    NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    hash     BLOB    NOT NULL,
    subject  TEXT
);

-- The log. Rows are only ever added. `key_id` has no foreign key's guard: an event outlives its key.
CREATE TABLE events (
    seq      INTEGER PRIMARY KEY,
    stream   INTEGER NOT NULL REFERENCES streams (id),
    position INTEGER NOT NULL,
    at       REAL    NOT NULL,
    type     TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    open     TEXT    NOT NULL,
    key_id   INTEGER,
    sealed   BLOB,
    hash     BLOB    NOT NULL,
    UNIQUE (stream, position)
);

-- Keys of persons. Rows are added at the end and overwritten in place, never moved or deleted, so that a destroyed
-- key is nowhere, however SQLite may rearrange its pages.
CREATE TABLE keys (
    id      INTEGER PRIMARY KEY,
    subject TEXT    NOT NULL,
    secret  BLOB    NOT NULL,
    erased  INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX keys_in_force ON keys (subject) WHERE erased = 0;

-- Guests who turned out to be customers.
CREATE TABLE links (
    subject  TEXT PRIMARY KEY,
    customer TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX links_by_customer ON links (customer);

-- What was answered to the first write with an idempotency key: positions by stream, as JSON.
CREATE TABLE receipts (
    key       TEXT PRIMARY KEY,
    positions TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE timers (
    stream TEXT NOT NULL,
    name   TEXT NOT NULL,
    due    REAL NOT NULL,
    PRIMARY KEY (stream, name)
) WITHOUT ROWID;
CREATE INDEX timers_by_due ON timers (due, stream, name);

-- Lists that are found without reading streams; `fields` is JSON.
CREATE TABLE rows (
    list   TEXT NOT NULL,
    id     TEXT NOT NULL,
    status TEXT NOT NULL,
    at     REAL NOT NULL,
    fields TEXT NOT NULL,
    UNIQUE (list, id)
);
CREATE INDEX rows_by_status ON rows (list, status, at);
CREATE INDEX rows_by_age ON rows (list, at);

-- What is stored once and referred to by its digest.
CREATE TABLE blobs (
    digest TEXT PRIMARY KEY,
    body   BLOB NOT NULL
) WITHOUT ROWID;

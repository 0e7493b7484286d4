-- The same tables as in a SQLite file, with the same columns. Names compare byte by byte, as they do there. Numbers (id,
-- seq, rowid) are given by the writer under the journal's lock, so a copy of the rows is a copy of the journal.

CREATE TABLE migrations (
    name text PRIMARY KEY
);
COMMENT ON TABLE migrations IS 'A journal of Earpiece';

-- One row per stream: where it stands, and whose key encrypts what is personal in it.
CREATE TABLE streams (
    id       bigint PRIMARY KEY,
    name     text   COLLATE "C" NOT NULL UNIQUE,
    position bigint NOT NULL,
    hash     bytea  NOT NULL,
    subject  text   COLLATE "C"
) WITH (fillfactor = 70);

-- The log. Rows are only ever added. `stream` and `key_id` have no foreign key's guard, which would cost a look-up per
-- row: the writer knows the stream, and an event outlives its key.
CREATE TABLE events (
    seq      bigint           PRIMARY KEY,
    stream   bigint           NOT NULL,
    position bigint           NOT NULL,
    at       double precision NOT NULL,
    type     text             NOT NULL,
    version  bigint           NOT NULL,
    open     text             NOT NULL,
    key_id   bigint,
    sealed   bytea,
    hash     bytea            NOT NULL,
    UNIQUE (stream, position)
);

-- Keys of persons. A destroyed one is overwritten. Postgres writes the new row beside the old one; with room on every
-- page that is on the same page, where cleaning up then puts rows over every byte of the old one.
CREATE TABLE keys (
    id      bigint  PRIMARY KEY,
    subject text    COLLATE "C" NOT NULL,
    secret  bytea   NOT NULL,
    erased  integer NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
ALTER TABLE keys ALTER COLUMN secret SET STORAGE PLAIN;
CREATE UNIQUE INDEX keys_in_force ON keys (subject) WHERE erased = 0;

-- Guests who turned out to be customers.
CREATE TABLE links (
    subject  text COLLATE "C" PRIMARY KEY,
    customer text COLLATE "C" NOT NULL
);
CREATE INDEX links_by_customer ON links (customer);

-- What was answered to the first write with an idempotency key: positions by stream, as JSON.
CREATE TABLE receipts (
    key       text COLLATE "C" PRIMARY KEY,
    positions text NOT NULL
);

-- `node` says whose work a timer stands for: the node that set it and is at work on the matter.
CREATE TABLE timers (
    stream text             COLLATE "C" NOT NULL,
    name   text             COLLATE "C" NOT NULL,
    due    double precision NOT NULL,
    node   text             COLLATE "C",
    PRIMARY KEY (stream, name)
) WITH (fillfactor = 70);
CREATE INDEX timers_by_due ON timers (due, stream, name);
CREATE INDEX timers_of_work ON timers (node, due) WHERE node IS NOT NULL;

-- Lists that are found without reading streams; `fields` is JSON. `rowid` is the order in which entries were first put.
CREATE TABLE rows (
    rowid  bigint           PRIMARY KEY,
    list   text             COLLATE "C" NOT NULL,
    id     text             COLLATE "C" NOT NULL,
    status text             COLLATE "C" NOT NULL,
    at     double precision NOT NULL,
    fields text             NOT NULL,
    UNIQUE (list, id)
) WITH (fillfactor = 70);
CREATE INDEX rows_by_status ON rows (list, status, at, rowid);
CREATE INDEX rows_by_age ON rows (list, at, rowid);

-- What is stored once and referred to by its digest.
CREATE TABLE blobs (
    digest text  COLLATE "C" PRIMARY KEY,
    body   bytea NOT NULL
);

-- When each node was last known to live, by the database's clock.
CREATE TABLE nodes (
    name   text        COLLATE "C" PRIMARY KEY,
    beaten timestamptz NOT NULL
) WITH (fillfactor = 50);

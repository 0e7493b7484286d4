-- last: the last number given to an event and to a key
SELECT (SELECT coalesce(max(seq), 0) FROM events) AS seq, (SELECT coalesce(max(id), 0) FROM keys) AS key_id;

-- heads_of: where some streams stand
SELECT name, position, hash, subject FROM streams WHERE name IN (SELECT value FROM json_each(:names));

-- receipts_of: what was answered to earlier writes with these keys
SELECT key, positions FROM receipts WHERE key IN (SELECT value FROM json_each(:keys));

-- keys_of: the keys in force of some subjects
SELECT subject, id, secret FROM keys
WHERE erased = 0 AND subject IN (SELECT value FROM json_each(:subjects));

-- put_head: a stream moves on
INSERT INTO streams (name, position, hash, subject) VALUES (:name, :position, :hash, :subject)
ON CONFLICT (name) DO UPDATE
SET position = excluded.position, hash = excluded.hash, subject = excluded.subject;

-- add_event: one more event at the end
INSERT INTO events (seq, stream, position, at, type, version, open, key_id, sealed, hash)
VALUES (
    ?1, (SELECT id FROM streams WHERE name = ?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
);

-- add_key: a person's first words
INSERT INTO keys (id, subject, secret) VALUES (:id, :subject, :secret);

-- add_receipt: what this key will be answered from now on
INSERT INTO receipts (key, positions) VALUES (:key, :positions);

-- clear_timers: the stream waits for nothing
DELETE FROM timers WHERE stream = :stream;

-- drop_timer: one wake-up less
DELETE FROM timers WHERE stream = :stream AND name = :name;

-- set_timer: a new or another wake-up
INSERT INTO timers (stream, name, due, node) VALUES (:stream, :name, :due, :node)
ON CONFLICT (stream, name) DO UPDATE SET due = excluded.due, node = excluded.node;

-- put_row: a new or changed entry of a list; fields are merged, `at` stays unless the entry moves
INSERT INTO rows (list, id, status, at, fields) VALUES (:list, :id, :status, :at, :fields)
ON CONFLICT (list, id) DO UPDATE SET status = excluded.status, fields = merged(fields, excluded.fields), at = iif(:moves, excluded.at, at)
WHERE status <> excluded.status OR excluded.fields <> '{}' OR :moves;

-- read: a stream's events from a position on, with the secret of their key if it is in force
SELECT
    e.seq, s.name AS stream, e.position, e.at, e.type, e.version, e.open, e.key_id, e.sealed, e.hash, k.secret
FROM streams AS s
JOIN events AS e ON e.stream = s.id
LEFT JOIN keys AS k ON k.id = e.key_id AND k.erased = 0
WHERE s.name = :stream AND e.position > :after
ORDER BY e.position;

-- read_all: events of all streams from a number on, with the secret of their key if it is in force
SELECT
    e.seq, s.name AS stream, e.position, e.at, e.type, e.version, e.open, e.key_id, e.sealed, e.hash, k.secret
FROM events AS e
JOIN streams AS s ON s.id = e.stream
LEFT JOIN keys AS k ON k.id = e.key_id AND k.erased = 0
WHERE e.seq > :after
ORDER BY e.seq LIMIT :limit;

-- heads: where all streams stand, and the number of the last event
SELECT name, position, hash, (SELECT max(seq) FROM events) AS seq FROM streams;

-- due: timers whose time has come
SELECT stream, name, due FROM timers WHERE due <= :now ORDER BY due, stream, name LIMIT :limit;

-- orphans: timers of work begun by anybody but the node that owns the file now
SELECT stream, name, due FROM timers INDEXED BY timers_of_work -- else all timers are walked in their order
WHERE node IS NOT NULL AND node <> :node ORDER BY due, stream, name LIMIT :limit;

-- next_due: the time of the earliest timer
SELECT min(due) FROM timers;

-- oldest_rows: a list, oldest first
SELECT list, id, status, at, fields FROM rows WHERE list = :list ORDER BY at, rowid LIMIT :limit;

-- newest_rows: a list, newest first
SELECT list, id, status, at, fields FROM rows WHERE list = :list ORDER BY at DESC, rowid DESC LIMIT :limit;

-- oldest_rows_in_status: a list's entries in one status, oldest first
SELECT list, id, status, at, fields FROM rows
WHERE list = :list AND status = :status ORDER BY at, rowid LIMIT :limit;

-- newest_rows_in_status: a list's entries in one status, newest first
SELECT list, id, status, at, fields FROM rows
WHERE list = :list AND status = :status ORDER BY at DESC, rowid DESC LIMIT :limit;

-- subject_of: whose key encrypts the stream
SELECT subject FROM streams WHERE name = :stream;

-- link: the subject is this customer
INSERT INTO links (subject, customer) VALUES (:subject, :customer)
ON CONFLICT (subject) DO UPDATE SET customer = excluded.customer;

-- circle: a customer and all subjects linked to them, directly or through others
WITH RECURSIVE circle (subject) AS (
    SELECT :customer
    UNION
    SELECT links.subject FROM links JOIN circle ON links.customer = circle.subject
)
SELECT subject FROM circle;

-- destroy_keys: overwrites the keys of some subjects where they are
UPDATE keys SET secret = zeroblob(32), erased = 1
WHERE erased = 0 AND subject IN (SELECT value FROM json_each(:subjects));

-- rows_naming: entries of any list in which a field holds one of these subjects
SELECT rowid AS row, fields FROM rows
WHERE EXISTS (
    SELECT 1 FROM json_each(rows.fields) AS field
    WHERE field.value IN (SELECT value FROM json_each(:subjects))
);

-- drop_rows: entries of any list that are filed under one of these subjects
DELETE FROM rows WHERE status IN (SELECT value FROM json_each(:subjects));

-- set_fields: other fields for one entry
UPDATE rows SET fields = :fields WHERE rowid = :row;

-- put_blob: stores a body under its digest, once
INSERT INTO blobs (digest, body) VALUES (:digest, :body) ON CONFLICT (digest) DO NOTHING;

-- get_blob: what is stored under a digest
SELECT body FROM blobs WHERE digest = :digest;

-- lock: nobody else decides until this transaction ends; a statement of its own, so that the next one sees what came before
SELECT pg_advisory_xact_lock($1);

-- last_seq: the number of the last event
SELECT coalesce(max(seq), 0) FROM events;

-- known: the last numbers given, where some streams stand, the keys in force of their and other subjects, what was
-- answered to earlier writes, and some entries of lists
WITH head AS (
    SELECT id, name, position, hash, subject FROM streams WHERE name = ANY ($1::text[])
)
SELECT 'last' AS kind, which AS name, NULL AS other, NULL AS status, NULL AS body, number, NULL::bigint AS id,
    NULL::bytea AS secret
FROM (
    VALUES
        ('seq', (SELECT coalesce(max(seq), 0) FROM events)),
        ('key', (SELECT coalesce(max(id), 0) FROM keys)),
        ('stream', (SELECT coalesce(max(id), 0) FROM streams)),
        ('row', (SELECT coalesce(max(rowid), 0) FROM rows))
) AS last (which, number)
UNION ALL
SELECT 'head', name, subject, NULL, NULL, position, id, hash FROM head
UNION ALL
SELECT 'key', subject, NULL, NULL, NULL, NULL, id, secret FROM keys
WHERE erased = 0 AND subject = ANY (ARRAY(SELECT unnest($2::text[]) UNION SELECT subject FROM head))
UNION ALL
SELECT 'receipt', key, NULL, NULL, positions, NULL, NULL, NULL FROM receipts WHERE key = ANY ($3::text[])
UNION ALL
SELECT 'row', rows.list, rows.id, rows.status, rows.fields, NULL, rows.rowid, NULL
FROM unnest($4::text[], $5::text[]) AS asked (list, id)
JOIN rows ON rows.list = asked.list AND rows.id = asked.id;

-- put: writes down everything a batch changed, and tells the other nodes. What is dropped and what is set never overlap,
-- so the order in which Postgres does the parts makes no difference
WITH put_heads AS (
    INSERT INTO streams (id, name, position, hash, subject)
    SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bytea[], $5::text[])
    ON CONFLICT (id) DO UPDATE SET position = excluded.position, hash = excluded.hash, subject = excluded.subject
), put_events AS (
    INSERT INTO events (seq, stream, position, at, type, version, open, key_id, sealed, hash)
    SELECT * FROM unnest(
        $6::bigint[], $7::bigint[], $8::bigint[], $9::double precision[], $10::text[], $11::bigint[], $12::text[],
        $13::bigint[], $14::bytea[], $15::bytea[]
    )
), put_keys AS (
    INSERT INTO keys (id, subject, secret) SELECT * FROM unnest($16::bigint[], $17::text[], $18::bytea[])
), put_receipts AS (
    INSERT INTO receipts (key, positions) SELECT * FROM unnest($19::text[], $20::text[])
), put_rows AS (
    INSERT INTO rows (rowid, list, id, status, at, fields)
    SELECT * FROM unnest($21::bigint[], $22::text[], $23::text[], $24::text[], $25::double precision[], $26::text[])
    ON CONFLICT (rowid) DO UPDATE
    SET status = excluded.status, fields = excluded.fields, at = coalesce(nullif(excluded.at, '-infinity'), rows.at)
), set_timers AS (
    INSERT INTO timers (stream, name, due, node)
    SELECT * FROM unnest($27::text[], $28::text[], $29::double precision[], $30::text[])
    ON CONFLICT (stream, name) DO UPDATE SET due = excluded.due, node = excluded.node
), drop_timers AS (
    DELETE FROM timers USING unnest($31::text[], $32::text[]) AS gone (stream, name)
    WHERE timers.stream = gone.stream AND timers.name = gone.name
), clear_timers AS (
    DELETE FROM timers
    WHERE stream = ANY ($33::text[]) AND (stream, name) NOT IN (SELECT * FROM unnest($27::text[], $28::text[]))
)
SELECT pg_notify('earpiece', payload) FROM unnest($34::text[]) AS payload;

-- hash_at: whether a transaction whose end nobody saw was committed shows in the hash of its first event
SELECT hash FROM events WHERE seq = $1;

-- read: events of several streams, each from a position on, with the secrets of their keys if they are in force. What is
-- looked up row by row is written so that it cannot be planned in any other way, whatever the statistics say
SELECT
    asked.number, e.seq, asked.stream, e.position, e.at, e.type, e.version, e.open, e.key_id, e.sealed, e.hash,
    (SELECT secret FROM keys WHERE id = e.key_id AND erased = 0)
FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS asked (stream, after, number)
CROSS JOIN LATERAL (
    SELECT * FROM events
    WHERE events.stream = (SELECT id FROM streams WHERE name = asked.stream) AND events.position > asked.after
    ORDER BY events.position OFFSET 0
) AS e;

-- read_all: events of all streams from a number on, with the secret of their key if it is in force
SELECT
    e.seq, (SELECT name FROM streams WHERE id = e.stream), e.position, e.at, e.type, e.version, e.open, e.key_id,
    e.sealed, e.hash, (SELECT secret FROM keys WHERE id = e.key_id AND erased = 0)
FROM events AS e
WHERE e.seq > $1
ORDER BY e.seq LIMIT $2;

-- heads: where all streams stand, and the number of the last event, at one instant
SELECT name, position, hash, (SELECT max(seq) FROM events) AS seq FROM streams;

-- due: timers whose time ($1) has come and that fall to this node ($2), or that nobody has served for $4 seconds. Each
-- node that lives (has beaten in the last $3 seconds) has its share of the streams
WITH living AS (
    SELECT count(*) FILTER (WHERE name <> $2) + 1 AS nodes, count(*) FILTER (WHERE name < $2) AS number FROM nodes
    WHERE beaten > clock_timestamp() - make_interval(secs => $3)
)
SELECT stream, name, due FROM timers CROSS JOIN living
WHERE due <= $1 AND (due + $4 <= $1 OR abs(mod(hashtext(stream)::bigint, nodes)) = number)
ORDER BY due, stream, name LIMIT $5;

-- next_due: when `due` has something for this node ($1) again
WITH living AS (
    SELECT count(*) FILTER (WHERE name <> $1) + 1 AS nodes, count(*) FILTER (WHERE name < $1) AS number FROM nodes
    WHERE beaten > clock_timestamp() - make_interval(secs => $2)
)
SELECT least(
    (
        SELECT due FROM timers CROSS JOIN living
        WHERE abs(mod(hashtext(stream)::bigint, nodes)) = number ORDER BY due LIMIT 1
    ),
    (SELECT min(due) + $3 FROM timers)
);

-- forget: tells all nodes, also this one, that whatever they keep in memory may be gone from the journal
SELECT pg_notify('earpiece', '[null, null, null]');

-- beat: this node lives
INSERT INTO nodes (name, beaten) VALUES ($1, clock_timestamp())
ON CONFLICT (name) DO UPDATE SET beaten = excluded.beaten;

-- leave: this node ($1) is no more; those that died long ago are forgotten
DELETE FROM nodes WHERE name = $1 OR beaten < clock_timestamp() - interval '1 day';

-- orphans: timers of work begun by nodes that have not beaten for $2 seconds; never this node's ($1) own
SELECT stream, name, due FROM timers
WHERE node IS NOT NULL AND node <> $1 AND NOT EXISTS (
    SELECT FROM nodes WHERE nodes.name = timers.node AND beaten > clock_timestamp() - make_interval(secs => $2)
)
ORDER BY due, stream, name LIMIT $3;

-- oldest_rows: a list, oldest first
SELECT list, id, status, at, fields FROM rows WHERE list = $1 ORDER BY at, rowid LIMIT $2;

-- newest_rows: a list, newest first
SELECT list, id, status, at, fields FROM rows WHERE list = $1 ORDER BY at DESC, rowid DESC LIMIT $2;

-- oldest_rows_in_status: a list's entries in one status, oldest first
SELECT list, id, status, at, fields FROM rows WHERE list = $1 AND status = $3 ORDER BY at, rowid LIMIT $2;

-- newest_rows_in_status: a list's entries in one status, newest first
SELECT list, id, status, at, fields FROM rows
WHERE list = $1 AND status = $3 ORDER BY at DESC, rowid DESC LIMIT $2;

-- subject_of: whose key encrypts the stream
SELECT subject FROM streams WHERE name = $1;

-- link: the subject is this customer
INSERT INTO links (subject, customer) VALUES ($1, $2) ON CONFLICT (subject) DO UPDATE SET customer = excluded.customer;

-- circle: a customer and all subjects linked to them, directly or through others
WITH RECURSIVE circle (subject) AS (
    SELECT $1::text COLLATE "C"
    UNION
    SELECT links.subject FROM links JOIN circle ON links.customer = circle.subject
)
SELECT subject FROM circle;

-- destroy_keys: overwrites the keys of some subjects, and says of each whether the new row is on the page of the old one
WITH old AS (
    SELECT id, ctid AS place FROM keys WHERE erased = 0 AND subject = ANY ($1::text[]) FOR UPDATE
)
UPDATE keys SET secret = decode(repeat('00', 32), 'hex'), erased = 1 FROM old WHERE keys.id = old.id
RETURNING (keys.ctid::text::point)[0] = (old.place::text::point)[0] AS on_its_page;

-- this_transaction: its number
SELECT pg_current_xact_id()::xid;

-- old_readers: how many others may still see what was there before a transaction
SELECT
    (
        SELECT count(*) FROM pg_stat_activity
        WHERE age(backend_xmin) >= age($1::xid) AND (datname = current_database() OR datname IS NULL)
    )
    + (SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database() AND age(transaction) >= age($1::xid))
    + (SELECT count(*) FROM pg_replication_slots WHERE age(xmin) >= age($1::xid));

-- clean_keys: takes away old rows; what remains on their pages moves together, over them
VACUUM (FREEZE, INDEX_CLEANUP OFF, TRUNCATE OFF) keys;

-- rewrite_keys: a new file with the rows in force; the old one is removed
VACUUM (FULL) keys;

-- rows_naming: entries of any list whose fields hold one of these texts
SELECT rowid, fields FROM rows
WHERE EXISTS (SELECT FROM unnest($1::text[]) AS part WHERE strpos(rows.fields, part) > 0);

-- drop_rows: entries of any list that are filed under one of these subjects
DELETE FROM rows WHERE status = ANY ($1::text[]);

-- set_fields: other fields for one entry
UPDATE rows SET fields = $2 WHERE rowid = $1;

-- put_blob: stores a body under its digest, once
INSERT INTO blobs (digest, body) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING;

-- get_blob: what is stored under a digest
SELECT body FROM blobs WHERE digest = $1;

-- counts: events, streams, cards that wait for an answer, timers that are due ($1), and since when the earliest one
SELECT
    (SELECT coalesce(max(seq), 0) FROM events) AS events,
    (SELECT count(*) FROM streams) AS streams,
    (SELECT count(*) FROM rows WHERE list = 'cards' AND status = 'open') AS cards,
    (SELECT count(*) FROM timers WHERE due <= $1) AS due,
    (SELECT min(due) FROM timers) AS earliest,
    (SELECT at FROM events ORDER BY seq DESC LIMIT 1) AS last;

-- nodes: how many nodes have beaten in the last $1 seconds (Postgres)
SELECT count(*) FROM nodes WHERE beaten > clock_timestamp() - make_interval(secs => $1);

-- bytes: what the database takes on the disk (Postgres)
SELECT pg_database_size(current_database());

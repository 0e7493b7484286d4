-- Whose work a timer stands for: the node that set it and is at work on the matter. Once that node is gone, another one
-- need not wait until the timer is due.
ALTER TABLE timers ADD COLUMN node TEXT;
CREATE INDEX timers_of_work ON timers (node, due) WHERE node IS NOT NULL;

"""The tables of the sample bank, as SQL."""

SCHEMA = """
-- The sample bank's books. Sums are whole pence (or cents); dates are ISO days; `at` is seconds since 1970.

CREATE TABLE IF NOT EXISTS customers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    born TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    address TEXT NOT NULL,
    plan TEXT NOT NULL DEFAULT 'Standard',
    since TEXT NOT NULL,
    app TEXT NOT NULL DEFAULT 'open' CHECK (app IN ('open', 'locked')),
    passcode_links INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY,
    customer TEXT NOT NULL UNIQUE REFERENCES customers (id),
    balance INTEGER NOT NULL,
    transfer_limit INTEGER NOT NULL DEFAULT 500000,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closing'))
);

CREATE TABLE IF NOT EXISTS cards (
    id TEXT PRIMARY KEY,
    customer TEXT NOT NULL REFERENCES customers (id),
    name TEXT NOT NULL,
    last_four TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'blocked', 'inactive')),
    reason TEXT NOT NULL DEFAULT '',
    pin TEXT NOT NULL DEFAULT 'ok' CHECK (pin IN ('ok', 'blocked'))
);
CREATE INDEX IF NOT EXISTS cards_of ON cards (customer);

CREATE TABLE IF NOT EXISTS card_orders (
    id TEXT PRIMARY KEY,
    customer TEXT NOT NULL REFERENCES customers (id),
    kind TEXT NOT NULL CHECK (kind IN ('first', 'replacement', 'spare')),
    delivery TEXT NOT NULL CHECK (delivery IN ('standard', 'express')),
    ordered TEXT NOT NULL,
    due TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('printing', 'posted', 'lost'))
);
CREATE INDEX IF NOT EXISTS card_orders_of ON card_orders (customer);

CREATE TABLE IF NOT EXISTS payments (
    id TEXT PRIMARY KEY,
    customer TEXT NOT NULL REFERENCES customers (id),
    card TEXT REFERENCES cards (id),
    merchant TEXT NOT NULL,
    amount INTEGER NOT NULL,              -- what the account was charged, in pence, without the fee
    currency TEXT NOT NULL DEFAULT 'GBP', -- what the shop or machine charged in
    original INTEGER NOT NULL,            -- in that currency
    fee INTEGER NOT NULL DEFAULT 0,
    rate REAL NOT NULL DEFAULT 1,         -- pounds for one unit of the currency
    network_rate REAL NOT NULL DEFAULT 1, -- the card network's published rate of that day
    kind TEXT NOT NULL CHECK (kind IN ('card', 'direct_debit', 'cash', 'top_up', 'fee')),
    status TEXT NOT NULL CHECK (status IN ('settled', 'pending', 'declined', 'reverted')),
    reason TEXT NOT NULL DEFAULT '',      -- why declined or reverted; for a fee, the price list's rule
    date TEXT NOT NULL,
    fee_refunded INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS payments_of ON payments (customer, date);

CREATE TABLE IF NOT EXISTS transfers (
    id TEXT PRIMARY KEY,
    customer TEXT NOT NULL REFERENCES customers (id),
    beneficiary TEXT NOT NULL,
    amount INTEGER NOT NULL,
    scheme TEXT NOT NULL CHECK (scheme IN ('uk', 'sepa', 'swift')),
    status TEXT NOT NULL CHECK (status IN ('pending', 'sent', 'failed', 'cancelled')),
    reason TEXT NOT NULL DEFAULT '',      -- why failed: limit, beneficiary, technical, funds
    date TEXT NOT NULL,
    due TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS transfers_of ON transfers (customer, date);

CREATE TABLE IF NOT EXISTS deposits (
    id TEXT PRIMARY KEY,
    customer TEXT NOT NULL REFERENCES customers (id),
    kind TEXT NOT NULL CHECK (kind IN ('cash', 'cheque', 'transfer')),
    amount INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('clearing', 'booked')),
    date TEXT NOT NULL,
    due TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS deposits_of ON deposits (customer);

CREATE TABLE IF NOT EXISTS refunds (
    payment TEXT PRIMARY KEY REFERENCES payments (id),
    customer TEXT NOT NULL REFERENCES customers (id),
    amount INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('on_its_way', 'booked')),
    date TEXT NOT NULL,
    due TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS disputes (
    id TEXT PRIMARY KEY,
    customer TEXT NOT NULL REFERENCES customers (id),
    payment TEXT NOT NULL UNIQUE REFERENCES payments (id),
    reason TEXT NOT NULL,
    opened TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS credits (
    payment TEXT PRIMARY KEY REFERENCES payments (id),
    customer TEXT NOT NULL REFERENCES customers (id),
    amount INTEGER NOT NULL,
    date TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS cases (
    id TEXT PRIMARY KEY,
    customer TEXT NOT NULL REFERENCES customers (id),
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    reference TEXT NOT NULL,
    opened TEXT NOT NULL
);

-- Every effect, written first in the transaction that makes it: the same key never takes effect twice.
CREATE TABLE IF NOT EXISTS operations (
    key TEXT PRIMARY KEY,
    tool TEXT NOT NULL,
    customer TEXT NOT NULL,
    args TEXT NOT NULL,
    at REAL NOT NULL,
    result TEXT
);
CREATE INDEX IF NOT EXISTS operations_of ON operations (customer);
"""

-- Accounts and their second factor. One text for both engines; macros: @account_pk, @append_id, @clustered, @hot (src/store/text.h).
-- Times are microseconds since 1970 UTC. Every table of an account is keyed by account_id first, so that the schema can be
-- distributed by account. doc/stored-data.md says of each column what it is sealed with and how long it lives.

CREATE TABLE guard (
    account_id @account_pk,
    write_id BIGINT NOT NULL,
    freeze_since BIGINT NOT NULL DEFAULT 0,
    freeze_until BIGINT NOT NULL DEFAULT 0,
    hold_until BIGINT NOT NULL DEFAULT 0,
    journal_head BIGINT NOT NULL DEFAULT 0,
    budgets BYTEA NOT NULL
) @hot;

CREATE TABLE account (
    account_id @account_pk,
    created_at BIGINT NOT NULL,
    closed_at BIGINT NOT NULL DEFAULT 0,
    must_change_password BOOLEAN NOT NULL DEFAULT FALSE,
    stolen_by_code_at BIGINT NOT NULL DEFAULT 0,
    drill_due_at BIGINT NOT NULL DEFAULT 0,
    key_written_at BIGINT NOT NULL DEFAULT 0,
    codes_written_at BIGINT NOT NULL DEFAULT 0
);

-- The digest of a canonical e-mail address, and whose it is: its own small table, reserved first.
CREATE TABLE email_index (
    email_digest BYTEA NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL
) @clustered;

CREATE TABLE address (
    account_id BIGINT NOT NULL,
    address_id BIGINT NOT NULL,
    email TEXT NOT NULL,
    email_digest BYTEA NOT NULL,
    is_primary BOOLEAN NOT NULL,
    added_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL DEFAULT 0,
    removed_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, address_id)
) @clustered;

CREATE TABLE password (
    account_id @account_pk,
    version BIGINT NOT NULL,
    salt BYTEA NOT NULL,
    memory_kib BIGINT NOT NULL,
    passes BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

-- A password set by a mailed link without a second factor: opens one appeal's draft and nothing else.
CREATE TABLE pending_password (
    account_id @account_pk,
    version BIGINT NOT NULL,
    salt BYTEA NOT NULL,
    memory_kib BIGINT NOT NULL,
    passes BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    made_at BIGINT NOT NULL
);

CREATE TABLE authenticator (
    account_id @account_pk,
    version BIGINT NOT NULL,
    sealed_key BYTEA NOT NULL,
    last_step BIGINT NOT NULL,
    enabled_at BIGINT NOT NULL,
    suspended_until BIGINT NOT NULL DEFAULT 0
) @hot;

-- A set of eight: salts and digests side by side, `used_at` eight times of eight octets, `sealed` the codes themselves.
CREATE TABLE backup_codes (
    account_id @account_pk,
    version BIGINT NOT NULL,
    set_salt BYTEA NOT NULL,
    salts BYTEA NOT NULL,
    digests BYTEA NOT NULL,
    used_at BYTEA NOT NULL,
    sealed BYTEA,
    made_at BIGINT NOT NULL,
    shown_at BIGINT NOT NULL
);

-- A new authenticator that is shown and not yet confirmed. One an account.
CREATE TABLE enrolment (
    account_id @account_pk,
    version BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    sealed_key BYTEA NOT NULL,
    session_digest BYTEA NOT NULL,
    started_at BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0
);

-- What a change replaced, veto-only until keep_until: `body` is the replaced rows, sealed.
CREATE TABLE generation (
    account_id BIGINT NOT NULL,
    generation_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    keep_until BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (account_id, generation_id)
) @clustered;

CREATE TABLE session (
    account_id BIGINT NOT NULL,
    token_digest BYTEA NOT NULL,
    session_id BIGINT NOT NULL,
    level BIGINT NOT NULL,
    method TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    proven_at BIGINT NOT NULL,
    browser_digest BYTEA NOT NULL,
    client TEXT NOT NULL,
    agent TEXT NOT NULL,
    PRIMARY KEY (account_id, token_digest)
) @clustered;

-- The password was right, the second factor is awaited.
CREATE TABLE challenge (
    account_id BIGINT NOT NULL,
    token_digest BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    browser_digest BYTEA NOT NULL,
    password_version BIGINT NOT NULL,
    PRIMARY KEY (account_id, token_digest)
) @clustered;

-- A browser's own budgets: `known_since` once it completed a sign-in, relief by a mailed link.
CREATE TABLE browser (
    account_id BIGINT NOT NULL,
    browser_digest BYTEA NOT NULL,
    known_since BIGINT NOT NULL DEFAULT 0,
    seen_at BIGINT NOT NULL,
    budgets BYTEA NOT NULL,
    relief_tries BIGINT NOT NULL DEFAULT 0,
    relief_until BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, browser_digest)
) @clustered;

-- An 8-digit code in a mail, bound to the browser that asked and to what it is for.
CREATE TABLE mailed_code (
    account_id BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    browser_digest BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    detail TEXT NOT NULL,
    PRIMARY KEY (account_id, purpose, browser_digest)
) @clustered;

-- A token in a mail's link. `detail` says what it is about.
CREATE TABLE link (
    account_id BIGINT NOT NULL,
    token_digest BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL DEFAULT 0,
    tries BIGINT NOT NULL DEFAULT 0,
    detail TEXT NOT NULL,
    PRIMARY KEY (account_id, token_digest)
) @clustered;

-- A sign-up that waits for its mailed code; the account id is the account's if it comes to be.
CREATE TABLE sign_up (
    account_id @account_pk,
    browser_digest BYTEA NOT NULL,
    email TEXT NOT NULL,
    email_digest BYTEA NOT NULL,
    taken BOOLEAN NOT NULL,
    code_digest BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    salt BYTEA NOT NULL,
    memory_kib BIGINT NOT NULL,
    passes BIGINT NOT NULL,
    digest BYTEA NOT NULL
);

CREATE TABLE identity_record (
    account_id @account_pk,
    sealed BYTEA NOT NULL,
    number_digest BYTEA NOT NULL,
    entered_at BIGINT NOT NULL,
    entered_by TEXT NOT NULL,
    usable_from BIGINT NOT NULL
);

-- What happened: plain appends. `previous` is the account's line before this one (guard.journal_head), so that an account's
-- activity needs no index: doc/decisions/0004.
CREATE TABLE journal (
    line_id @append_id,
    account_id BIGINT NOT NULL,
    previous BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    client TEXT NOT NULL,
    detail TEXT NOT NULL
);

-- One mail to one recipient, written in the transaction of its event. `secret` is sealed, and wiped on delivery.
CREATE TABLE outbox (
    mail_id @append_id,
    account_id BIGINT NOT NULL,
    recipient TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    secret BYTEA,
    made_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    claimed_until BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting'
);
CREATE INDEX outbox_waiting ON outbox (due_at) WHERE state = 'waiting';
CREATE INDEX outbox_bounced ON outbox (account_id) WHERE state = 'bounced';
CREATE INDEX sign_up_made ON sign_up (made_at);

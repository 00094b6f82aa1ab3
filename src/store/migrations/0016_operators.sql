-- The operator's API: keys, accounts by the operator's own ids, and answers that a repeated call gets again.
-- A key is a subject of its own, with a guard row and a chain in the journal, and with no row in `account`.
CREATE TABLE operator_key (
    account_id @account_pk,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    digest BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL DEFAULT 0,
    revoked_at BIGINT NOT NULL DEFAULT 0
);

-- Whose account an id of the operator's is: its own small table of no account, reserved first, as the index of addresses. A row
-- whose account was deleted stays for as long as the id may not be used again.
CREATE TABLE operator_account (
    external_id TEXT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL,
    deleted_at BIGINT NOT NULL DEFAULT 0
) @clustered;

-- What a call with an Idempotency-Key was answered, sealed: for the same call again.
CREATE TABLE operator_answer (
    account_id BIGINT NOT NULL,
    key_digest BYTEA NOT NULL,
    request_digest BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, key_digest)
) @clustered;

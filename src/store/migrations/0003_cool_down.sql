-- An enrolment is bound to the session's id, which outlives its token, and to the password that was proven for it. `sealed` is
-- the new key and what makes the new codes viewable. Nothing in this table lives longer than ten minutes.
DROP TABLE enrolment;
CREATE TABLE enrolment (
    account_id @account_pk,
    version BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    session_id BIGINT NOT NULL,
    password_version BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0
);

-- The last four digits of each code, sealed under the ring, for "written down?": doc/decisions/.
ALTER TABLE backup_codes ADD COLUMN sealed_endings BYTEA;

-- A report of a stolen phone that came after a generation was made suspends its one-time codes too.
ALTER TABLE generation ADD COLUMN suspended_until BIGINT NOT NULL DEFAULT 0;

-- "My phone was stolen": the password was right, a mailed code or a backup code is awaited.
CREATE TABLE stolen_report (
    account_id BIGINT NOT NULL,
    token_digest BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    password_version BIGINT NOT NULL,
    PRIMARY KEY (account_id, token_digest)
) @clustered;

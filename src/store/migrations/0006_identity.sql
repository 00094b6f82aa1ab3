-- What the operator knows of an account's doings: sealed. An appeal's claims are compared with it, and it decides nothing.
CREATE TABLE account_facts (
    account_id @account_pk,
    sealed BYTEA NOT NULL,
    changed_at BIGINT NOT NULL
);

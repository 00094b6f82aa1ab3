-- Vaults of the authenticator: what their devices hand to each other over a server that cannot read it. A vault is an account of
-- the vaults' realm: guard, address, password (of the login key) and sessions are in the tables that everybody's are in.
CREATE TABLE sync_vault (
    account_id @account_pk,
    vault_id BYTEA NOT NULL,
    head TEXT NOT NULL,
    seq BIGINT NOT NULL DEFAULT 0,
    made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX sync_vault_by_id ON sync_vault (vault_id);

-- Every accepted change. `replaced_at` is 0 for the current one of an entry; 30 days after it `sealed` is emptied, its digest stays.
CREATE TABLE sync_change (
    account_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    entry_id BYTEA NOT NULL,
    revision BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    deleted BOOLEAN NOT NULL,
    seal_digest BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    replaced_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, seq)
) @clustered;
CREATE UNIQUE INDEX sync_change_current ON sync_change (account_id, entry_id) WHERE replaced_at = 0;
-- What the sweep looks for; an emptied row leaves it.
CREATE INDEX sync_change_replaced ON sync_change (replaced_at) WHERE replaced_at > 0 AND length(sealed) > 0;

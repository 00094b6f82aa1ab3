-- A device that asks to be let in by another one, ten minutes long; of a vault one at a time. `answer` is the other's nonce, `opened` the
-- new device's: empty until each is there, and never written twice.
CREATE TABLE sync_approval (
    account_id @account_pk,
    device_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    box BYTEA NOT NULL,
    sign BYTEA NOT NULL,
    commitment BYTEA NOT NULL,
    answer BYTEA NOT NULL,
    opened BYTEA NOT NULL,
    asked_at BIGINT NOT NULL
);

-- When a vault's devices were asked, for a day: whoever has the passphrase alone could do nothing but ask again and again.
CREATE TABLE sync_asked (
    account_id BIGINT NOT NULL,
    asked_at BIGINT NOT NULL
);
CREATE INDEX sync_asked_by_account ON sync_asked (account_id, asked_at);

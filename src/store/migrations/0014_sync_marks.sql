-- Vaults from before marks and bindings cannot be vouched for, and no device opens them any more: none was ever released.
DELETE FROM email_index WHERE account_id IN (SELECT account_id FROM sync_vault);
DELETE FROM address WHERE account_id IN (SELECT account_id FROM sync_vault);
DELETE FROM password WHERE account_id IN (SELECT account_id FROM sync_vault);
DELETE FROM session WHERE account_id IN (SELECT account_id FROM sync_vault);
DELETE FROM sync_change;
DELETE FROM sync_vault;

-- The digest over all changes up to seq, and which device has signed it: what its devices compare.
ALTER TABLE sync_vault ADD COLUMN digest BYTEA NOT NULL DEFAULT '';
ALTER TABLE sync_vault ADD COLUMN mark_signer TEXT NOT NULL DEFAULT '';
ALTER TABLE sync_vault ADD COLUMN mark_signature BYTEA NOT NULL DEFAULT '';
-- Octets of all seals that are kept: a vault has a bound.
ALTER TABLE sync_vault ADD COLUMN octets BIGINT NOT NULL DEFAULT 0;

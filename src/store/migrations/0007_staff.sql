-- The staff of the recovery desk. A member is an account of the staff's realm: guard, address, password, authenticator, sessions
-- and challenges are in the tables that everybody's are in; there is no row in `account`, so that nothing that is done to a site's
-- account can be done to a member. `own_account` is the member's own account at the site, whose appeals they never see.
CREATE TABLE staff_member (
    account_id @account_pk,
    name TEXT NOT NULL,
    is_reviewer BOOLEAN NOT NULL,
    is_lead BOOLEAN NOT NULL,
    is_auditor BOOLEAN NOT NULL,
    invited_at BIGINT NOT NULL,
    joined_at BIGINT NOT NULL DEFAULT 0,
    certified_at BIGINT NOT NULL DEFAULT 0,
    suspended_at BIGINT NOT NULL DEFAULT 0,
    no_seat_before BIGINT NOT NULL DEFAULT 0,
    reinvited BOOLEAN NOT NULL DEFAULT FALSE,
    own_account BIGINT NOT NULL DEFAULT 0
);

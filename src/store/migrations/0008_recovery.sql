-- The appeal. `appeal` keeps what src/recovery/appeal.h remembers, and what surrounds it; slugs and times as elsewhere. A closed
-- appeal has due_at and staff_due_at at 0, so that the two indexes hold only what somebody must still look at.
CREATE TABLE appeal (
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    case_number TEXT NOT NULL,
    words TEXT NOT NULL,
    zone TEXT NOT NULL,
    desk TEXT NOT NULL,
    address_id BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL DEFAULT 0,
    staff_due_at BIGINT NOT NULL DEFAULT 0,

    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    back_to TEXT NOT NULL,
    pending_password BOOLEAN NOT NULL,
    contact_is_new BOOLEAN NOT NULL,
    over_budget BOOLEAN NOT NULL,
    said_stolen BOOLEAN NOT NULL,
    waiting BOOLEAN NOT NULL,
    complete BOOLEAN NOT NULL,
    together BOOLEAN NOT NULL,
    has_video BOOLEAN NOT NULL,
    material_rounds BIGINT NOT NULL,
    video_rounds BIGINT NOT NULL,
    video_link_renewed BOOLEAN NOT NULL,
    link_renewed BOOLEAN NOT NULL,
    flagged BOOLEAN NOT NULL,
    was_escalated BOOLEAN NOT NULL,
    was_contested BOOLEAN NOT NULL,
    was_contested_in_hold BOOLEAN NOT NULL,
    in_contest BOOLEAN NOT NULL,
    was_vetoed BOOLEAN NOT NULL,
    in_redress BOOLEAN NOT NULL,
    review_was_asked BOOLEAN NOT NULL,
    was_reset BOOLEAN NOT NULL,
    passed_once BOOLEAN NOT NULL,
    seats_filled BOOLEAN NOT NULL,
    submitted_at BIGINT NOT NULL,
    first_pass_at BIGINT NOT NULL,
    contested_for BIGINT NOT NULL,

    lost TEXT NOT NULL,
    flags TEXT NOT NULL,
    frozen_since BIGINT NOT NULL DEFAULT 0,
    password_version BIGINT NOT NULL,
    account_password_version BIGINT NOT NULL,
    pending BYTEA,
    receipt_digest BYTEA NOT NULL,
    consented_at BIGINT NOT NULL DEFAULT 0,
    evidence_digest BYTEA NOT NULL,
    paper_code TEXT NOT NULL,
    paper_code_at BIGINT NOT NULL DEFAULT 0,
    needed TEXT NOT NULL,
    reasons TEXT NOT NULL,
    kept_generation BIGINT NOT NULL DEFAULT 0,
    suspended_factor BYTEA,
    first_review_by BIGINT NOT NULL DEFAULT 0,
    second_review_from BIGINT NOT NULL DEFAULT 0,
    second_review_by BIGINT NOT NULL DEFAULT 0,
    link_from BIGINT NOT NULL DEFAULT 0,
    link_until BIGINT NOT NULL DEFAULT 0,
    hold_until BIGINT NOT NULL DEFAULT 0,
    evidence_until BIGINT NOT NULL DEFAULT 0,
    form_until BIGINT NOT NULL DEFAULT 0,
    rows_until BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, appeal_id)
) @clustered;
CREATE INDEX appeal_evidence_until ON appeal (evidence_until) WHERE evidence_until > 0;
CREATE INDEX appeal_form_until ON appeal (form_until) WHERE form_until > 0;
CREATE INDEX appeal_rows_until ON appeal (rows_until) WHERE rows_until > 0;
CREATE INDEX appeal_due ON appeal (due_at) WHERE due_at > 0;
CREATE INDEX appeal_for_staff ON appeal (state, staff_due_at) WHERE staff_due_at > 0;

-- Whose case a number is: its own small table of no account, reserved first, as the index of addresses.
CREATE TABLE case_index (
    case_number TEXT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL
) @clustered;

-- A verdict for the applicant: who, on which seat, over which evidence, with which step of the own authenticator. New material
-- voids it. Nobody has two that count in one appeal.
CREATE TABLE appeal_pass (
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    pass_id BIGINT NOT NULL,
    staff_id BIGINT NOT NULL,
    seat TEXT NOT NULL,
    at BIGINT NOT NULL,
    evidence_digest BYTEA NOT NULL,
    checklist TEXT NOT NULL,
    proof_step BIGINT NOT NULL,
    voided_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, appeal_id, pass_id)
) @clustered;
CREATE UNIQUE INDEX appeal_pass_person ON appeal_pass (account_id, appeal_id, staff_id) WHERE voided_at = 0;

-- A contest, open until the owner or the lead has answered it.
CREATE TABLE appeal_contest (
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    contest_id BIGINT NOT NULL,
    how TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, appeal_id, contest_id)
) @clustered;

-- A link that resets the second factor: one alive an appeal.
CREATE TABLE reset_link (
    account_id BIGINT NOT NULL,
    token_digest BYTEA NOT NULL,
    appeal_id BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL DEFAULT 0,
    revoked_at BIGINT NOT NULL DEFAULT 0,
    tries BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, token_digest)
) @clustered;
CREATE UNIQUE INDEX reset_link_alive ON reset_link (account_id, appeal_id) WHERE used_at = 0 AND revoked_at = 0;

-- Whether the notices of a submission went out, and when: for the one statement that writes a reset link.
CREATE INDEX outbox_submitted ON outbox (account_id) WHERE kind = 'appeal_submitted';

-- Whoever may act for the applicant: the browser of the draft, a phone that joined it, one that showed receipt and mail, one that
-- opened the reset link; and the code that a phone joins by.
CREATE TABLE appeal_token (
    account_id BIGINT NOT NULL,
    token_digest BYTEA NOT NULL,
    appeal_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, token_digest)
) @clustered;

-- What the applicant claims, sealed under the appeal's own key; digests find the same number or phone under another account.
CREATE TABLE appeal_form (
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    saved_at BIGINT NOT NULL,
    number_digest BYTEA,
    phone_digest BYTEA,
    PRIMARY KEY (account_id, appeal_id)
) @clustered;
CREATE INDEX appeal_form_number ON appeal_form (number_digest) WHERE number_digest IS NOT NULL;
CREATE INDEX appeal_form_phone ON appeal_form (phone_digest) WHERE phone_digest IS NOT NULL;

-- What happened to an appeal, for its own pages. Never what somebody typed.
CREATE TABLE appeal_event (
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (account_id, appeal_id, event_id)
) @clustered;

-- A date that was promised to the applicant, and what became of it.
CREATE TABLE appeal_promise (
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    promise_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    promised_for BIGINT NOT NULL,
    settled_at BIGINT NOT NULL DEFAULT 0,
    kept BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (account_id, appeal_id, promise_id)
) @clustered;
CREATE INDEX appeal_promise_settled ON appeal_promise (settled_at) WHERE settled_at > 0;

-- Tries at the veto of an appeal, which nobody's failures at sign-in use up. `purse`: a known browser's digest; empty: everybody else's.
CREATE TABLE appeal_reserve (
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    purse BYTEA NOT NULL,
    tries BYTEA NOT NULL,
    PRIMARY KEY (account_id, appeal_id, purse)
) @clustered;

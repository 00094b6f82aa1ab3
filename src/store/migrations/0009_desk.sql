-- Who was given a case, for which seat: a row a person, so that nobody has two seats of one appeal. A seat belongs to one person at
-- a time, and a person works on one case at a time: the two indexes say so, whatever the program does.
CREATE TABLE appeal_seat (
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    staff_id BIGINT NOT NULL,
    seat TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    vacated_at BIGINT NOT NULL DEFAULT 0,
    released_at BIGINT NOT NULL DEFAULT 0,
    verdict TEXT NOT NULL DEFAULT '',
    decided_digest BYTEA NOT NULL,
    PRIMARY KEY (account_id, appeal_id, staff_id)
) @clustered;
CREATE UNIQUE INDEX appeal_seat_one_holder ON appeal_seat (account_id, appeal_id, seat) WHERE vacated_at = 0;
CREATE UNIQUE INDEX appeal_seat_one_case ON appeal_seat (staff_id) WHERE leased_until > 0;
CREATE INDEX appeal_seat_released ON appeal_seat (staff_id, released_at) WHERE released_at > 0;

-- What somebody did with a case: a verdict, or what was asked for. `note` is sealed under the appeal's own key for its form.
CREATE TABLE appeal_act (
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    act_id BIGINT NOT NULL,
    staff_id BIGINT NOT NULL,
    seat TEXT NOT NULL,
    act TEXT NOT NULL,
    at BIGINT NOT NULL,
    given_at BIGINT NOT NULL,
    evidence_digest BYTEA NOT NULL,
    checklist TEXT NOT NULL,
    reasons TEXT NOT NULL,
    note BYTEA,
    PRIMARY KEY (account_id, appeal_id, act_id)
) @clustered;
CREATE INDEX appeal_act_by_staff ON appeal_act (staff_id, at);

-- Each time somebody of the staff saw a piece of evidence, or a field that is masked otherwise.
CREATE TABLE appeal_view (
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    view_id BIGINT NOT NULL,
    staff_id BIGINT NOT NULL,
    seat TEXT NOT NULL,
    what TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (account_id, appeal_id, view_id)
) @clustered;
CREATE INDEX appeal_view_by_staff ON appeal_view (staff_id, at);

-- Escalated cases whose reviewers' seats are to be filled first.
CREATE INDEX appeal_to_fill ON appeal (state, seats_filled, staff_due_at) WHERE staff_due_at > 0 AND state = 'escalated';

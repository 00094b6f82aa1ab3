// The desk at work: how a case comes to somebody, what they see of it, and what they do with it.
import assert from 'node:assert/strict';
import { Client, expect } from './lib/client.mjs';
import { give, next, one_no, opened, seated } from './lib/deciding.mjs';
import { Filed, claimed, long_known } from './lib/filed.mjs';
import { Member } from './lib/member.mjs';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const no_case = '4711';

const reviewer = (site, about) => Member.hired(site, about);
const lead_of = (site) => Member.hired(site, { roles: ['lead'] });
const auditor_of = (site) => Member.hired(site, { roles: ['auditor'] });

// Every route of a case, as somebody calls it who has it.
const case_routes = (id) => [
  ['GET', `desk/cases/${id}`],
  ['GET', `desk/cases/${id}/evidence/1`],
  ['POST', `desk/cases/${id}/release`],
  ['POST', `desk/cases/${id}/reveal`, { field: 'legal_name', reason: 'near' }],
  ['POST', `desk/cases/${id}/ask`, { items: [{ kind: 'id_front', reason: 'blurred' }] }],
  ['POST', `desk/cases/${id}/video`, {}],
  [
    'POST',
    `desk/cases/${id}/verdict`,
    { verdict: 'doubt', checklist: one_no, reasons: [], digest: '00', code: '123456' },
  ],
];

async function refuses(browser, routes, slug) {
  for (const [method, path, body] of routes) {
    expect(await browser.call(method, `/api/v1/${path}`, body), slug);
  }
}

export const tests = {
  'nobody comes to the desk without a session, or to what another role does': async (site) => {
    const work = [
      ['GET', 'desk/work'],
      ['POST', 'desk/work/next'],
      ['GET', 'desk/reasons'],
    ];
    const oversight = [
      ['GET', 'desk/board'],
      ['GET', 'desk/journal'],
    ];
    const all = [...work, ...oversight, ...case_routes(no_case)];
    await refuses(new Client(site), all, 'not-signed-in');
    const annie = await auditor_of(site);
    await refuses(annie.browser, [...work, ...case_routes(no_case)], 'not-allowed');
    const kate = await reviewer(site);
    await refuses(kate.browser, oversight, 'not-allowed');
    // Whatever the id: there is no case of theirs.
    for (const id of [no_case, '0', '-1', 'K7Q4-M2XR']) {
      await refuses(kate.browser, case_routes(id), 'not-assigned');
    }
    const mary = await lead_of(site);
    for (const [, path] of [...work.slice(2), ...oversight]) {
      expect(await mary.browser.get(path), 200);
    }
    const lists = expect(await kate.browser.get('desk/reasons'), 200).json;
    assert.deepEqual(
      lists.checklist.map(({ n }) => n),
      Array.from({ length: 17 }, (_, i) => i + 1),
    );
  },

  'two people pass a case, the second without the first one’s verdict': async (site) => {
    const [ada] = await long_known(site, {});
    const [kate, dora] = [await reviewer(site), await reviewer(site)];
    assert.equal(await next(kate), null);
    const filed = await Filed.in_review(site, ada);

    const one = await opened(kate);
    assert.deepEqual([one.case_number, one.seat, one.state], [filed.number, 'a', 'initial_review']);
    // It is the one at work, also when it is asked for again, and nobody else's.
    assert.equal((await next(kate)).id, one.id);
    assert.equal(expect(await kate.browser.get('desk/work'), 200).json.case.id, one.id);
    assert.equal(await next(dora), null);
    await refuses(dora.browser, case_routes(one.id), 'not-assigned');
    // Of what was claimed: how it compares, and masks.
    const name = one.claims.find(({ field }) => field === 'legal_name');
    assert.deepEqual(name, { field: 'legal_name', masked: 'A•• L•••••••', result: 'match' });
    const text = JSON.stringify(one);
    for (const secret of ['Lovelace', claimed.id_number, ada.email, '7946']) {
      assert.ok(!text.includes(secret), secret);
    }

    expect(await give(kate, one, 'pass', { checklist: one_no }), 'checklist-incomplete');
    expect(await give(kate, one, 'doubt'), 'wrong-state');
    expect(await give(kate, one, 'pass', { digest: '00' }), 'evidence-changed');
    expect(await give(kate, one, 'pass', { code: kate.wrong_code() }), 'code-wrong');
    const note = 'The hologram moves as it should.';
    const passed = expect(await give(kate, one, 'pass', { note }), 200).json;
    assert.deepEqual(passed, { next: null, first_verdict: null });
    assert.equal(expect(await kate.browser.get('desk/work'), 200).json.case, null);
    expect(await kate.browser.get(`desk/cases/${one.id}`), 'not-assigned');
    assert.equal(await next(kate), null);

    const again = await opened(dora);
    assert.deepEqual([again.id, again.seat], [one.id, 'b']);
    assert.deepEqual([again.checklist, again.other_verdicts], [{}, []]);
    assert.ok(!again.timeline.some(({ event }) => event === 'passed'));
    const { first_verdict } = expect(await give(dora, again, 'pass'), 200).json;
    assert.deepEqual(
      [first_verdict.seat, first_verdict.verdict, first_verdict.note],
      ['a', 'pass', note],
    );
    const { figures } = expect(await dora.browser.get('desk/work'), 200).json;
    assert.equal(figures.decided_30d, 1);
    // Not before three business days and the notices: the applicant still waits.
    assert.equal((await filed.state()).state, 'secondary_review');
  },

  'a code decides once, and wrong ones are counted': async (site) => {
    const [ada, bob] = await long_known(site, {}, {});
    const kate = await reviewer(site);
    await Filed.in_review(site, ada);
    await Filed.in_review(site, bob, { number: 'C01X00T47' });
    const one = await opened(kate);
    const code = kate.fresh_code();
    expect(await give(kate, one, 'reject', { code }), 200);
    const two = await opened(kate);
    assert.notEqual(two.id, one.id);
    expect(await give(kate, two, 'reject', { code }), 'code-already-used');
    for (let i = 0; i < 10; ++i) {
      expect(await give(kate, two, 'reject', { code: kate.wrong_code() }), 'code-wrong');
    }
    expect(await give(kate, two, 'reject'), 'too-many-tries');
  },

  'a field opens for a minute with a reason, and the applicant counts it': async (site) => {
    const [ada] = await long_known(site, {});
    const kate = await reviewer(site);
    const filed = await Filed.in_review(site, ada);
    const one = await opened(kate);
    assert.deepEqual((await filed.state()).views, { count: 0, by: [] });
    const reveal = (field, reason = 'compare_document') =>
      kate.browser.post(`desk/cases/${one.id}/reveal`, { field, reason });
    const shown = expect(await reveal('legal_name'), 200).json;
    assert.equal(shown.value, claimed.legal_name);
    const open_s = Date.parse(shown.until) / 1000 - site.clock.now();
    assert.ok(open_s > 50 && open_s <= 60, `open for ${open_s} s`);
    expect(await reveal('deposits'), 'not-found');
    expect(await reveal('email'), 'invalid-fields');
    expect(await reveal('phone', 'I am curious'), 'invalid-fields');
    for (let i = 1; i < 40; ++i) expect(await reveal('phone'), 200);
    expect(await reveal('phone'), 'too-many-tries');
    assert.deepEqual((await filed.state()).views, {
      count: 40,
      by: [{ seat: 'a', views: 40 }],
    });
  },

  'nobody passes without a video, and asking for it takes a round': async (site) => {
    const [ada, bob, eve] = await long_known(site, {}, {}, {});
    const kate = await reviewer(site);
    const first = await Filed.in_review(site, ada, { video: false });
    const one = await opened(kate);
    assert.equal(one.video, null);
    expect(await give(kate, one, 'pass'), 'no-video');
    const asking = { without: ['turn'], checklist: { 1: 'yes' } };
    const strange = { without: ['sing'] };
    expect(await kate.browser.post(`desk/cases/${one.id}/video`, strange), 'invalid-fields');
    expect(await kate.browser.post(`desk/cases/${one.id}/video`, asking), 200);
    assert.equal((await first.state()).state, 'video_requested');
    assert.equal(await next(kate), null);

    const second = await Filed.in_review(site, bob, { number: 'C01X00T47' });
    second.sql('UPDATE appeal SET material_rounds = 2, video_rounds = 2 WHERE appeal_id = $case');
    const two = await opened(kate);
    assert.deepEqual([two.rounds_left, two.video_rounds_left], [1, 0]);
    expect(await kate.browser.post(`desk/cases/${two.id}/video`, {}), 'wrong-state');
    const items = [{ kind: 'id_front', reason: 'blurred' }];
    const ask = (id, wanted) =>
      kate.browser.post(`desk/cases/${id}/ask`, { items: wanted, checklist: { 1: 'no' } });
    expect(await ask(two.id, []), 'invalid-fields');
    expect(await ask(two.id, [{ kind: 'id_front', reason: 'no_sound' }]), 'invalid-fields');
    expect(await ask(two.id, items), 200);
    const { state, needed } = await second.state();
    assert.deepEqual([state, needed], ['needs_material', items]);

    const third = await Filed.in_review(site, eve, { number: 'D22222222' });
    third.sql('UPDATE appeal SET material_rounds = 3 WHERE appeal_id = $case');
    const three = await opened(kate);
    expect(await ask(three.id, items), 'wrong-state');
    expect(await kate.browser.post(`desk/cases/${three.id}/release`), 204);
    assert.equal((await next(kate)).id, three.id);
  },

  'whoever leafs through the queue is stopped': async (site) => {
    const [ada] = await long_known(site, {});
    const kate = await reviewer(site);
    const filed = await Filed.in_review(site, ada);
    const { id } = await opened(kate);
    // As if three others had been given back within the day.
    filed.sql(
      `INSERT INTO appeal_seat (account_id, appeal_id, staff_id, seat, given_at, leased_until,
       released_at, decided_digest) SELECT account_id, appeal_id + n, staff_id, seat, given_at, 0,
       given_at, decided_digest FROM appeal_seat, (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3)
       WHERE appeal_id = $case`,
    );
    const release = () => kate.browser.post(`desk/cases/${id}/release`);
    expect(await release(), 'too-many-tries');
    assert.equal((await next(kate)).id, id);
    site.clock.advance(day);
    await opened(kate);
    expect(await release(), 204);
  },

  'refusing as fraud takes two people': async (site) => {
    const [ada] = await long_known(site, {});
    const kate = await reviewer(site);
    const filed = await Filed.in_review(site, ada);
    const one = await opened(kate);
    expect(await give(kate, one, 'fraud'), 'needs-second-person');
    const dora = await reviewer(site);
    expect(await give(kate, one, 'fraud'), 200);
    assert.equal((await filed.state()).state, 'initial_review');
    const again = await opened(dora);
    assert.deepEqual([again.seat, again.allowed], ['b', ['doubt', 'fraud']]);
    expect(await give(dora, again, 'fraud'), 200);
    assert.equal((await filed.state()).state, 'refused_as_fraud');
  },

  'a doubt goes to a lead, who is neither of the two and sees both': async (site) => {
    const [ada] = await long_known(site, {});
    const kate = await reviewer(site);
    const dora = await reviewer(site, { roles: ['reviewer', 'lead'] });
    const filed = await Filed.in_review(site, ada);
    expect(await give(kate, await opened(kate), 'pass'), 200);
    expect(await give(dora, await opened(dora), 'doubt'), 200);
    assert.equal((await filed.state()).state, 'escalated');
    // B is a lead, too, but not of this case.
    assert.equal(await next(dora), null);
    const mary = await lead_of(site);
    const one = await opened(mary);
    assert.deepEqual(
      one.other_verdicts.map(({ seat, verdict }) => [seat, verdict]),
      [
        ['a', 'pass'],
        ['b', 'doubt'],
      ],
    );
    expect(await give(mary, one, 'reject'), 200);
    const { decision } = await filed.state();
    assert.equal(decision.result, 'rejected');
  },

  'nobody is given a case of their own account': async (site) => {
    const email = 'kate@home.example';
    const [own, other] = await long_known(site, { email }, {});
    const kate = await reviewer(site, { account: email });
    await Filed.in_review(site, own);
    assert.equal(await next(kate), null);
    const filed = await Filed.in_review(site, other, { number: 'C01X00T47' });
    assert.equal((await next(kate)).case_number, filed.number);
  },

  'a certificate is good for 365 days, and a lease for half an hour': async (site) => {
    const [kate, dora] = [await reviewer(site), await reviewer(site)];
    site.clock.advance(334 * day + hour);
    const [ada] = await long_known(site, {});
    await site.command('staff', 'certify', dora.email);
    await Filed.in_review(site, ada);
    assert.equal(await next(kate), null);
    await site.command('staff', 'certify', kate.email);
    const line = await next(kate);
    assert.ok(line);
    assert.equal(await next(dora), null);
    site.clock.advance(20 * minute);
    expect(await kate.browser.get(`desk/cases/${line.id}`), 200);
    site.clock.advance(20 * minute);
    assert.equal(await next(dora), null);
    expect(await kate.browser.get(`desk/cases/${line.id}`), 200);
    site.clock.advance(31 * minute);
    expect(await kate.browser.get(`desk/cases/${line.id}`), 'not-assigned');
    assert.equal((await next(dora)).id, line.id);
    await seated(kate);
    await refuses(kate.browser, case_routes(line.id), 'not-assigned');
  },

  'leads see how the desk does, and auditors what happened, without a name': async (site) => {
    const [ada] = await long_known(site, {});
    const [kate, mary, annie] = [await reviewer(site), await lead_of(site), await auditor_of(site)];
    const filed = await Filed.in_review(site, ada);
    const one = await opened(kate);
    const path = `desk/cases/${one.id}/reveal`;
    expect(await kate.browser.post(path, { field: 'legal_name', reason: 'near' }), 200);
    expect(await give(kate, one, 'pass'), 200);
    for (const member of [mary, annie]) {
      await seated(member);
      const board = expect(await member.browser.get('desk/board'), 200).json;
      assert.deepEqual([board.open, board.by_state], [1, { secondary_review: 1 }]);
      const figures = board.staff.find(({ cases_30d }) => cases_30d === 1);
      assert.deepEqual([figures.passes_30d, figures.views], [1, 1]);
      const { lines } = expect(await member.browser.get('desk/journal'), 200).json;
      const of_case = lines.filter(({ case_number }) => case_number === filed.number);
      const kinds = ['passed', 'desk_decided', 'desk_revealed', 'desk_seat_given', 'submitted'];
      for (const kind of kinds) {
        assert.ok(
          of_case.some((line) => line.kind === kind),
          kind,
        );
      }
      assert.ok(!JSON.stringify(lines).includes(ada.email));
      const older = expect(await member.browser.get(`desk/journal?before=${lines[0].id}`), 200);
      assert.equal(older.json.lines[0].id, lines[1].id);
    }
    expect(await mary.browser.get('desk/journal?before=yesterday'), 'malformed-request');
  },
};

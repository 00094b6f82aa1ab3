// A device that is in lets another one in: the steps in their order, once, for ten minutes.
import assert from 'node:assert/strict';
import { expect } from './lib/client.mjs';
import { Signer, VaultOwner, random_id, random_text } from './lib/vault.mjs';

const minute = 60;
const hour = 60 * minute;

// A phone that knows the passphrase and asks.
async function asked(ada, phone = new Signer('phone')) {
  const headers = await ada.bearer();
  const { nonce, body } = ada.asking_of(phone);
  expect(await ada.call_sync('POST', 'approval', body, headers), 204);
  const device = phone.id;
  return {
    phone,
    wait: () => ada.call_sync('GET', `approval/waiting/${device}`, undefined, headers),
    open: (its = nonce) => ada.call_sync('POST', 'approval/open', { device, nonce: its }, headers),
    answer: (its = random_text(32), how) =>
      ada.signed('PUT', 'approval', { device, nonce: its }, how),
    refuse: (how) => ada.signed('DELETE', `approval/waiting/${device}`, undefined, how),
    next: () => ada.next({ devices: [...ada.state.devices, phone] }),
    body,
    nonce,
  };
}

async function seen_by(ada) {
  return expect(await ada.signed('GET', 'approval'), 200).json.asking;
}

export const tests = {
  'the passphrase and an approval let a device in, once': async (site) => {
    const ada = await VaultOwner.opened(site);
    assert.equal(await seen_by(ada), null);
    const asking = await asked(ada);
    const { phone, body, nonce } = asking;
    const first = await seen_by(ada);
    for (const [name, value] of Object.entries(body)) assert.equal(first[name], value);
    assert.deepEqual([first.answered, first.opened], [false, null]);
    expect(await asking.open(), 'nobody-asks');
    expect(await ada.put_head(asking.next().head), 'nobody-asks');
    assert.deepEqual(expect(await asking.wait(), 200).json, { answer: null, head: null });
    const mine = random_text(32);
    expect(await asking.answer(mine), 204);
    expect(await asking.answer(mine), 'nobody-asks');
    assert.equal(expect(await asking.wait(), 200).json.answer, mine);
    expect(await ada.put_head(asking.next().head), 'nobody-asks');
    expect(await asking.open(), 204);
    expect(await asking.open(), 'nobody-asks');
    assert.equal((await seen_by(ada)).opened, nonce);

    const stranger = Object.assign(new Signer('phone'), { id: phone.id });
    stranger.member.id = phone.id;
    const swapped = ada.next({ devices: [ada.device, stranger] });
    expect(await ada.put_head(swapped.head), 'nobody-asks');
    const let_in = asking.next();
    expect(await ada.put_head(let_in.head), 204);
    ada.take(let_in);
    const { head } = expect(await asking.wait(), 200).json;
    assert.equal(JSON.parse(head).roster.text, JSON.parse(let_in.head.text).roster.text);
    assert.equal(await seen_by(ada), null);
    expect(await ada.push([ada.entry()], { by: phone }), 200);
    const tablet = new Signer('tablet');
    const more = ada.next({ devices: [...ada.state.devices, tablet] });
    expect(await ada.put_head(more.head), 'nobody-asks');
    const headers = await ada.bearer();
    const again = ada.asking_of(phone).body;
    expect(await ada.call_sync('POST', 'approval', again, headers), 'vault-unfit');
  },

  'who has the passphrase alone, or nothing, is not let in': async (site) => {
    const ada = await VaultOwner.opened(site);
    const asking = await asked(ada);
    const by = { by: asking.phone };
    expect(await ada.signed('GET', 'approval', undefined, by), 'device-not-accepted');
    expect(await asking.answer(random_text(32), by), 'device-not-accepted');
    expect(await asking.refuse(by), 'device-not-accepted');
    expect(await ada.put_head(asking.next().head, by), 'device-not-accepted');
    const device = asking.phone.id;
    const nonce = random_text(32);
    expect(await ada.call_sync('POST', 'approval', asking.body), 'not-signed-in');
    expect(await ada.call_sync('GET', `approval/waiting/${device}`), 'not-signed-in');
    expect(await ada.call_sync('POST', 'approval/open', { device, nonce }), 'not-signed-in');
    const headers = await ada.bearer();
    const wait = (id) => ada.call_sync('GET', `approval/waiting/${id}`, undefined, headers);
    expect(await wait(random_id()), 'nobody-asks');
    expect(await wait('x'), 'nobody-asks');
    expect(await ada.signed('DELETE', 'approval/waiting/x'), 'nobody-asks');
    const wrong = { ...asking.body, box: 'short', name: 'a\u001bb' };
    const { json } = expect(
      await ada.call_sync('POST', 'approval', wrong, headers),
      'invalid-fields',
    );
    assert.deepEqual(json.errors.map(({ pointer }) => pointer).sort(), ['/box', '/name']);
    const late = { at: (site.clock.now() - 6 * minute) * 1000 };
    expect(await ada.signed('GET', 'approval', undefined, late), 'clock-differs');
    expect(await asking.answer(random_text(32), late), 'clock-differs');
    expect(await asking.refuse(late), 'clock-differs');
  },

  'asking ends after ten minutes, by a refusal, and by another device that asks': async (site) => {
    const ada = await VaultOwner.opened(site);
    const first = await asked(ada);
    const second = await asked(ada);
    expect(await first.wait(), 'nobody-asks');
    expect(await first.answer(), 'nobody-asks');
    expect(await first.refuse(), 'nobody-asks');
    assert.equal((await seen_by(ada)).device, second.phone.id);
    expect(await second.refuse(), 204);
    assert.equal(await seen_by(ada), null);
    expect(await second.wait(), 'nobody-asks');
    const third = await asked(ada);
    expect(await third.answer(), 204);
    expect(await third.open(), 204);
    site.clock.advance(10 * minute);
    assert.equal(await seen_by(ada), null);
    expect(await third.wait(), 'nobody-asks');
    expect(await ada.put_head(third.next().head), 'nobody-asks');
  },

  'an owner is asked five times an hour': async (site) => {
    const ada = await VaultOwner.opened(site);
    const headers = await ada.bearer();
    const ask = () =>
      ada.call_sync('POST', 'approval', ada.asking_of(new Signer('phone')).body, headers);
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    assert.equal(answers.filter(({ status }) => status === 204).length, 5);
    expect(await ask(), 'too-many-tries');
    site.clock.advance(hour + 1);
    expect(await ada.call_sync('POST', 'approval', {}, headers), 'invalid-fields');
  },

  'fifty heads at once let the device that asked in once': async (site) => {
    const ada = await VaultOwner.opened(site);
    const asking = await asked(ada);
    expect(await asking.answer(), 204);
    expect(await asking.open(), 204);
    const heads = Array.from({ length: 50 }, (_, i) => {
      asking.phone.member = { ...asking.phone.member, added: 1_700_000_000_000 + i };
      return asking.next().head;
    });
    const answers = await Promise.all(heads.map((head) => ada.put_head(head)));
    assert.equal(answers.filter(({ status }) => status === 204).length, 1);
    for (const answer of answers.filter(({ status }) => status !== 204))
      assert.ok(['vault-changed', 'nobody-asks'].includes(answer.slug), answer.slug);
  },
};

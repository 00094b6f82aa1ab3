// What may happen once happens once: fifty requests, each on a socket of its own, all sent before
// any answer is read.
import assert from 'node:assert/strict';
import { Client, expect } from './lib/client.mjs';
import { at_once } from './lib/http.mjs';
import { Person } from './lib/person.mjs';

const racers = 50;
// More try at once than usually may wait for a hash.
export const settings = { 'password.queue': 200 };

// Exactly one succeeds, and its number is given back; every other is refused as one of `refusals`,
// in a problem of the contract.
async function exactly_one(site, requests, refusals) {
  const answers = await at_once(site.port, requests);
  const won = answers.filter((answer) => answer.status < 300);
  assert.equal(won.length, 1, answers.join('\n'));
  for (const answer of answers) {
    if (answer === won[0]) continue;
    assert.equal(answer.header('content-type'), 'application/problem+json', `${answer}`);
    assert.ok(refusals.includes(answer.slug), `refused otherwise: ${answer}`);
  }
  return answers.indexOf(won[0]);
}

const fifty = (make) => Array.from({ length: racers }, (_, i) => make(i));

// A challenge for each racer, every one in a browser of its own; one after another, because a
// password that is still being hashed counts as a try.
async function challenges(person) {
  const browsers = fifty(() => new Client(person.site));
  for (const browser of browsers) await person.give_password(browser);
  return browsers;
}

// A mailed link's page asks for something once; its token is good for nobody a second time.
async function once_by_link(person, path, body) {
  const requests = fifty(() => new Client(person.site).octets(path, body));
  await exactly_one(person.site, requests, ['link-invalid', 'changed-meanwhile', 'too-many-tries']);
  expect(await new Client(person.site).post(path, body), 'link-invalid');
}

export const tests = {
  'a one-time code signs in one of fifty challenges': async (site) => {
    const ada = await Person.enrolled(site);
    const browsers = await challenges(ada);
    const code = ada.fresh_code();
    const requests = browsers.map((browser) => browser.octets('sign-in/code', { code }));
    await exactly_one(site, requests, ['code-already-used', 'too-many-tries']);
    const later = new Client(site);
    await ada.give_password(later);
    expect(await later.post('sign-in/code', { code }), 'code-already-used');
  },

  'a one-time code proves one of fifty step-ups': async (site) => {
    const ada = await Person.enrolled(site);
    const proof = ada.proof;
    const requests = fifty(() => ada.browser.octets('backup-codes/regenerate', { proof }));
    const refusals = ['not-signed-in', 'restricted', 'code-already-used', 'too-many-tries'];
    await exactly_one(site, requests, [...refusals, 'changed-meanwhile']);
  },

  'a backup code signs in one of fifty challenges': async (site) => {
    const ada = await Person.enrolled(site);
    const browsers = await challenges(ada);
    const [code] = ada.backup_codes;
    const requests = browsers.map((browser) => browser.octets('sign-in/code', { code }));
    const refusals = ['code-already-used', 'too-many-tries', 'changed-meanwhile'];
    await exactly_one(site, requests, refusals);
    const later = new Client(site);
    await ada.give_password(later);
    expect(await later.post('sign-in/code', { code }), 'code-already-used');
    expect(await later.post('sign-in/code', { code: ada.backup_codes[1] }), 200);
  },

  'a challenge is passed once, whatever code is right': async (site) => {
    const ada = await Person.enrolled(site);
    const browser = new Client(site);
    await ada.give_password(browser);
    const codes = [ada.fresh_code(), ada.code(1), ...ada.backup_codes];
    const requests = fifty((i) =>
      browser.octets('sign-in/code', { code: codes[i % codes.length] }),
    );
    const refusals = ['no-challenge', 'code-already-used', 'too-many-tries', 'changed-meanwhile'];
    await exactly_one(site, requests, refusals);
    expect(await browser.post('sign-in/code', { code: ada.fresh_code() }), 'no-challenge');
  },

  'a link for a forgotten password sets one of fifty passwords': async (site) => {
    const ada = await Person.signed_up(site);
    expect(await ada.browser.post('password/forgot', { email: ada.email }), 202);
    const token = await ada.mailed_token('reset');
    const passwords = fifty((i) => `a password for racer number ${i}`);
    const requests = passwords.map((new_password) =>
      new Client(site).octets('password/reset', { token, new_password }),
    );
    const winner = await exactly_one(site, requests, ['link-invalid', 'changed-meanwhile']);
    const sign_in = (password) => new Client(site).post('sign-in', { email: ada.email, password });
    expect(await sign_in(passwords[winner]), 200);
    expect(await sign_in(passwords[(winner + 1) % racers]), 'not-accepted');
    expect(await sign_in(ada.password), 'not-accepted');
  },

  'a link for more tries helps one of fifty browsers': async (site) => {
    const ada = await Person.signed_up(site);
    expect(await ada.browser.post('relief', { email: ada.email }), 202);
    await once_by_link(ada, 'relief/use', { token: await ada.mailed_token('relief') });
  },

  'the link of a notice undoes once': async (site) => {
    const ada = await Person.enrolled(site);
    const token = await ada.mailed_token('not-me');
    await once_by_link(ada, 'not-me', { token, password: ada.password });
  },

  'a mailed code makes one account of fifty tries': async (site) => {
    const ada = new Person(site);
    expect(await ada.browser.post('sign-up', ada.credentials), 202);
    const code = await ada.mailed_code();
    const requests = fifty(() => ada.browser.octets('sign-up/confirm', { code }));
    await exactly_one(site, requests, ['no-sign-up', 'code-wrong', 'too-many-tries']);
    expect(await new Client(site).post('sign-in', ada.credentials), 200);
  },
};

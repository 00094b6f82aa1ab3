// doc/api.yaml and doc/errors.md against each other and against the daemon.
import assert from 'node:assert/strict';
import { Person } from './lib/person.mjs';
import { Client, expect } from './lib/client.mjs';
import { problems_explained, problems_in_contract } from './lib/contract.mjs';

export const tests = {
  'every problem of the contract is explained, and every explained one is in the contract': () => {
    assert.deepEqual([...problems_in_contract].sort(), [...problems_explained].sort());
  },
  'a story': async (site) => {
    const ada = await Person.enrolled(site);
    await ada.browser.get('session');
    expect(await ada.browser.post('sign-out'), 204);
    await ada.sign_in();
    expect(await ada.browser.post('backup-codes/view', { proof: ada.proof }), 200);
    const stranger = new Client(site);
    expect(await stranger.get('session'), 200);
    expect(await stranger.get('addresses'), 'not-signed-in');
  },
};

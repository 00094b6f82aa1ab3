// The database is lost and brought back from a backup, which does not know what was used since.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { expect } from './lib/client.mjs';
import { Person } from './lib/person.mjs';

const copy = (site) => `${site.folder}/copy.db`;
const give = async (ada, code) => {
  ada.browser.forget();
  await ada.give_password();
  return ada.browser.post('sign-in/code', { code });
};

// Backed up beside the running daemon; `meanwhile` happens; then the backup is brought back.
async function lose(site, meanwhile) {
  const said = await site.command('backup', copy(site));
  assert.match(said, /MiB, looked through and whole/);
  assert.equal(statSync(copy(site)).mode & 0o777, 0o600);
  const kept = await meanwhile();
  await site.end();
  const restored = await site.command('restore', copy(site), '--replace');
  assert.match(restored, /Everybody is signed out/);
  await site.start_again();
  return kept;
}

export const tests = {
  'no code that was used after the backup is good again': async (site) => {
    const ada = await Person.enrolled(site);
    const [first, second] = ada.backup_codes;
    const used = await lose(site, async () => {
      expect(await give(ada, first), 200);
      const code = ada.fresh_code();
      expect(await give(ada, code), 200);
      return code;
    });
    expect(await give(ada, used), 'code-already-used');
    expect(await give(ada, first), 'codes-withdrawn');
    expect(await give(ada, second), 'codes-withdrawn');
    site.clock.advance(60);
    expect(await give(ada, ada.fresh_code()), 200);
  },

  'the owner is asked for new backup codes, and they work': async (site) => {
    const ada = await Person.enrolled(site);
    await lose(site, async () => {});
    site.clock.advance(60);
    await ada.sign_in();
    const { account } = (await ada.browser.get('session')).json;
    assert.equal(account.backup_codes_left, 0);
    const set = expect(await ada.browser.get('backup-codes'), 200).json;
    assert.equal(set.left, 0);
    assert.equal(set.viewable, false);
    assert.notEqual(set.withdrawn_at, null);
    expect(await ada.browser.post('backup-codes/view', { proof: ada.proof }), 'codes-withdrawn');
    const made = expect(
      await ada.browser.post('backup-codes/regenerate', { proof: ada.proof }),
      200,
    );
    const [fresh] = made.json.backup_codes;
    assert.equal(expect(await ada.browser.get('backup-codes'), 200).json.withdrawn_at, null);
    expect(await give(ada, fresh.replaceAll(' ', '')), 200);
  },

  'whatever takes a backup code says why it is good no more': async (site) => {
    const ada = await Person.enrolled(site);
    const [code] = ada.backup_codes;
    const { email, password } = ada;
    await lose(site, async () => {});
    site.clock.advance(60);
    await ada.sign_in();
    const proof = { password, code };
    const replace = { purpose: 'replace', proof };
    expect(await ada.browser.post('authenticator/begin', replace), 'codes-withdrawn');
    expect(await ada.browser.post('authenticator/disable', { proof }), 'codes-withdrawn');
    expect(await ada.browser.post('password/forgot', { email }), 202);
    const token = await ada.mailed_token('reset');
    const reset = { token, new_password: 'a tale of two sparrows', code };
    expect(await ada.browser.post('password/reset', reset), 'codes-withdrawn');
    expect(await ada.browser.post('stolen', { email, password }), 202);
    const mailed_code = await ada.mailed_code();
    const confirm = { backup_code: code };
    expect(await ada.browser.post('stolen/confirm', confirm), 'codes-withdrawn');
    expect(await ada.browser.post('stolen/confirm', { mailed_code }), 200);
    expect(
      await ada.browser.post('stolen/take-back', { email, password, code }),
      'codes-withdrawn',
    );
  },

  'a session that ended after the backup is over, and so is any other': async (site) => {
    const ada = await Person.enrolled(site);
    const stolen = ada.browser.copy();
    await lose(site, async () => expect(await ada.browser.post('sign-out'), 204));
    assert.equal((await stolen.get('session')).json.signed_in, false);
  },

  'a link to a new password that was used is not good again': async (site) => {
    const ada = await Person.signed_up(site);
    expect(await ada.browser.post('password/forgot', { email: ada.email }), 202);
    const token = await ada.mailed_token('reset');
    const reset = (password) =>
      ada.browser.post('password/reset', { token, new_password: password });
    await lose(site, async () => expect(await reset('a tale of two sparrows'), 200));
    expect(await reset('a tale of three sparrows'), 'link-invalid');
  },

  'the database that was there is kept, and nothing else is left': async (site) => {
    await Person.signed_up(site);
    await lose(site, async () => {});
    const files = readdirSync(`${site.folder}/var`).filter((name) =>
      name.startsWith('sparekey.db'),
    );
    assert.equal(
      files.filter((name) => /^sparekey\.db\.before-\d{8}T\d{6}Z$/.test(name)).length,
      1,
    );
    assert.equal(
      files.some((name) => name.includes('restoring')),
      false,
      files.join(' '),
    );
    assert.equal(existsSync(`${copy(site)}.part`), false);
  },
};

// The server goes away while somebody is in the middle of something, and comes back; and new codes
// that a reload would take along.
import { once } from 'node:events';
import { equal, expect } from './lib/expect.mjs';
import { a_password, backup_codes_on, says, settled } from './lib/pages.mjs';

const email = 'ada@example.org';

async function goes_away(walk) {
  walk.expects_silence = true;
  await walk.site.kill();
}

async function comes_back(walk) {
  await walk.site.start_again();
  walk.expects_silence = false;
}

// What the browser asks when the page is to be left, answered.
async function answer_to(page, act, { leave }) {
  const asked = once(page, 'dialog');
  const acted = act();
  const [dialog] = await asked;
  equal(dialog.type(), 'beforeunload', 'the question is of the kind');
  if (leave) await dialog.accept();
  else await dialog.dismiss();
  await acted;
}

export const walks = {
  'a page whose server does not answer says so, and goes on when it does': async (walk) => {
    const page = await walk.new_browser();
    await page.route('**/api/v1/**', (route) => route.abort());
    walk.expects_silence = true;
    await page.reload();
    const heading = page.getByRole('heading', { name: 'The site does not answer' });
    await heading.first().waitFor();
    await says(page, 'Nothing has changed and nothing is lost');
    await walk.axe(page);
    await walk.shot(page, 'no-answer');
    await page.unroute('**/api/v1/**');
    walk.expects_silence = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await heading.first().waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
  },

  'what was typed outlives a server that is gone for a while': async (walk) => {
    await settled(walk, email);
    const page = await walk.new_browser({ path: '/sign-in' });
    await page.getByLabel('E-mail address', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(a_password);
    await goes_away(walk);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await says(page, 'The site did not answer. Nothing you typed is lost');
    await walk.axe(page);
    await walk.shot(page, 'gone-for-a-while');
    equal(await page.getByLabel('Password', { exact: true }).inputValue(), a_password, 'typed');
    await comes_back(walk);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/sign-in/code');
  },

  'a reload asks before new backup codes are gone': async (walk) => {
    const { page, backup_codes } = await settled(walk, email);
    const reload = () => page.evaluate(() => globalThis.location.reload());
    await answer_to(page, reload, { leave: false });
    equal(`${await backup_codes_on(page)}`, `${backup_codes}`, 'the codes');
    await answer_to(page, reload, { leave: true });
    const codes = page.getByRole('list', { name: 'Backup codes' });
    await codes.waitFor({ state: 'hidden' });
    // Nothing asks where there is nothing to lose.
    await page.reload();
    await page.getByRole('heading', { name: 'Authenticator', exact: true }).waitFor();
    expect((await codes.count()) === 0, 'codes came back out of nowhere');
  },
};

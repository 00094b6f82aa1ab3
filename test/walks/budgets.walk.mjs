// A stranger who guesses, and the owner who gets in all the same.
import { equal } from './lib/expect.mjs';
import { fill_code, give_password, says, settled, sign_in, sign_out } from './lib/pages.mjs';

const email = 'ada@example.org';
const a_challenge = 5;

async function wrong_codes(walk, page, setup_key) {
  await give_password(page, email);
  await page.waitForURL('**/sign-in/code');
  for (let tries = 0; tries < a_challenge; tries += 1) {
    // Far from every code that is good now.
    await page.getByLabel('One-time code', { exact: true }).fill(walk.totp(setup_key, 50 + tries));
    await page
      .getByText(/That code did not match|Too many|is over/)
      .first()
      .waitFor();
    await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
  }
}

async function ask_for_relief(walk, page) {
  await page.goto('/relief');
  await page.getByLabel('E-mail address', { exact: true }).fill(email);
  await walk.axe(page);
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await says(page, `If ${email} has an account here`);
  return walk.mailed_link(email, ({ subject }) => subject.startsWith('Go on signing in'));
}

export const walks = {
  'a code too many ends this sign-in, and no form is left that cannot work': async (walk) => {
    const { page, setup_key } = await settled(walk, email);
    await sign_out(page);
    await wrong_codes(walk, page, setup_key);
    await fill_code(walk, page, setup_key);
    await page.getByRole('heading', { name: 'This sign-in is over' }).waitFor();
    equal(await page.getByLabel('One-time code', { exact: true }).count(), 0, 'fields for a code');
    await page.getByRole('link', { name: 'Start again' }).click();
    await page.waitForURL('**/sign-in');
  },

  'after ten wrong codes the right one waits, except where its owner is known': async (walk) => {
    const { page: known, setup_key } = await settled(walk, email);
    await sign_out(known);
    const strange = await walk.new_browser();
    await wrong_codes(walk, strange, setup_key);
    await wrong_codes(walk, strange, setup_key);
    await walk.letter(email, 'Right password, wrong code');
    await walk.letter(email, 'Too many tries');
    await give_password(strange, email);
    await strange.waitForURL('**/sign-in/code');
    await fill_code(walk, strange, setup_key);
    await says(strange, 'Too many wrong tries');
    await walk.axe(strange);
    await walk.shot(strange, 'too-many-tries');
    await sign_in(walk, known, email, setup_key);

    // The mailed link gives this browser five more.
    const link = await ask_for_relief(walk, strange);
    await strange.goto(link);
    await strange.getByRole('heading', { name: '5 more tries for this browser' }).waitFor();
    await walk.axe(strange);
    await strange.getByRole('button', { name: 'Give this browser 5 more tries' }).click();
    await says(strange, 'This browser has 5 more tries');
    await sign_in(walk, strange, email, setup_key);
  },

  'after five wrong passwords the right one waits, except where its owner is known': async (
    walk,
  ) => {
    const { page: known, setup_key } = await settled(walk, email);
    await sign_out(known);
    const strange = await walk.new_browser();
    for (let tries = 0; tries < 5; tries += 1) {
      await give_password(strange, email, `not her password ${tries}`);
      await says(strange, 'Not accepted.');
    }
    await give_password(strange, email);
    await says(strange, 'Not accepted.');
    equal(new URL(strange.url()).pathname, '/sign-in', 'the page');
    await walk.shot(strange, 'paused');
    await walk.letter(email, 'Too many tries');
    await sign_in(walk, known, email, setup_key);
    await strange.goto(await ask_for_relief(walk, strange));
    await strange.getByRole('button', { name: 'Give this browser 5 more tries' }).click();
    await says(strange, 'This browser has 5 more tries');
    await sign_in(walk, strange, email, setup_key);
  },
};

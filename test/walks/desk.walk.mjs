// An appeal and the people who decide it: one, then another who is blind to the first, then time,
// a link, a new authenticator. And the ways in which it goes otherwise.
import {
  file_appeal,
  long_known,
  mail_code,
  narrow,
  record_video,
  reset,
  reset_link_of,
  send_film,
  status_says,
  take,
  veto,
} from './lib/appeal.mjs';
import {
  ask_again,
  ask_for_video,
  doubt,
  hired,
  pass,
  reject,
  say_yes_to_all,
  sign_in_at_desk,
  take_case,
} from './lib/desk.mjs';
import { equal } from './lib/expect.mjs';
import { a_password, give_password, says, sign_in, sign_out } from './lib/pages.mjs';
import { idFront } from './lib/pictures.mjs';
import { somebody } from './lib/camera.mjs';
import { day_s, hour_s, minute_s } from './lib/time.mjs';

const email = 'ada@example.org';
const first_look = 'A first person looks at what you sent.';

export const minutes = 6;
export const settings = {
  'desk.open': 'true',
  'desk.weekdays': 'monday,tuesday,wednesday,thursday,friday,saturday,sunday',
};

// An appeal at the first review, by a phone, and somebody to look at it.
async function filed(walk, people = ['Ruth']) {
  const lost = await long_known(walk, email);
  const page = await walk.new_browser(narrow);
  const receipt = await file_appeal(walk, page, email);
  await status_says(page, first_look);
  const staff = [];
  for (const name of people) {
    const roles = name.startsWith('Lea') ? ['lead'] : ['reviewer'];
    staff.push(await hired(walk, name, roles));
  }
  return { ...lost, page, receipt, staff };
}

// Two people have passed it; the link is in the mail.
async function passed_by_two(walk, { page, staff: [ruth, nora] }) {
  await take_case(walk, ruth);
  await ask_for_video(ruth);
  await status_says(page, 'Next is a video');
  await send_film(walk, page);
  await status_says(page, first_look);
  await take_case(walk, ruth);
  await say_yes_to_all(ruth);
  await pass(walk, ruth);
  await take_case(walk, nora);
  await say_yes_to_all(nora);
  await pass(walk, nora);
  walk.clock.advance(4 * day_s);
  return reset_link_of(walk, email);
}

export const walks = {
  'everything is lost: two people pass it, and a new authenticator signs in': async (walk) => {
    const { page, receipt, staff } = await filed(walk, ['Ruth', 'Nora', 'Leah']);
    const [ruth, nora, leah] = staff;
    await walk.axe(page);

    await take_case(walk, ruth);
    await walk.axe(ruth.page);
    await ask_for_video(ruth);
    await walk.letter(email, 'A video for your appeal');
    await status_says(page, 'Next is a video');
    await walk.axe(page);
    await record_video(walk, page);
    await status_says(page, first_look);

    await take_case(walk, ruth);
    await say_yes_to_all(ruth);
    await walk.axe(ruth.page);
    await ruth.page.keyboard.press('c');
    await ruth.page.locator('figure canvas').nth(1).waitFor();
    await walk.picture(ruth.page, 'workbench');
    await pass(walk, ruth);
    await walk.axe(ruth.page);
    await status_says(page, 'A second person looks at it');

    // The first seat takes no second one; the second is blind until it has decided.
    await ruth.page.goto('/desk');
    await ruth.page.getByRole('button', { name: 'Next case' }).click();
    await says(ruth.page, 'No case waits for you');
    await take_case(walk, nora);
    await says(nora.page, 'You decide before you see what the first seat decided.');
    equal(
      await nora.page.getByText('First seat:').count(),
      0,
      'verdicts that the second seat sees',
    );
    await say_yes_to_all(nora);
    await nora.page.keyboard.press('3');
    await nora.page.keyboard.press('n');
    await nora.page.keyboard.press('3');
    await nora.page.keyboard.press('y');
    await pass(walk, nora);
    await says(nora.page, 'You answered all 17 items alike.');
    await walk.axe(nora.page);

    await leah.page.goto('/desk/board');
    await says(leah.page, 'People, last 30 days');
    await walk.axe(leah.page);
    await walk.picture(leah.page, 'board', { fullPage: true });
    await leah.page.goto('/desk/journal');
    await leah.page.getByRole('heading', { name: 'Journal' }).waitFor();
    await walk.axe(leah.page);

    // Not before the promised date, whoever has passed it.
    await status_says(page, 'opened');
    await page.setViewportSize({ width: 1280, height: 900 });
    await walk.picture(page, 'appeal-status', { fullPage: true });
    await page.setViewportSize(narrow.viewport);
    walk.clock.advance(4 * day_s);
    const link = await reset_link_of(walk, email);
    await status_says(page, 'A reset link is in your mail.');
    const fresh = await reset(walk, page, { link, receipt });
    await walk.letter(email, 'Two-factor sign-in was reset');
    await status_says(page, 'Your new authenticator is set up.');
    await walk.axe(page);
    await page.goto('/security');
    await says(page, 'A pause protects your account');
    await sign_out(page);

    walk.clock.advance(48 * hour_s + minute_s);
    await sign_in(walk, page, email, fresh.setup_key);
    await walk.letter(email, 'The appeal is completed');
  },

  'a picture is asked for again, and comes to the same person': async (walk) => {
    const { page, staff } = await filed(walk);
    const [ruth] = staff;
    await take_case(walk, ruth);
    await ask_again(walk, ruth, 'Front of the ID', 'Light hides a part of it.');
    await walk.letter(email, 'needs something more');
    await status_says(page, 'Something more is needed from you.');
    await page.getByRole('link', { name: 'Send what is needed' }).click();
    await page.waitForURL('**/appeal/more');
    await says(page, 'Light shines on it');
    await walk.axe(page);
    await take(page, 'the front of your document', idFront(somebody));
    await page.getByRole('button', { name: 'Send what was asked for' }).click();
    await page.waitForURL('**/appeal/status');
    await status_says(page, first_look);
    await take_case(walk, ruth);
    await says(ruth.page, 'sent in round 1');
  },

  'a link lapses and is mailed again; in the pause the old phone takes it all back': async (
    walk,
  ) => {
    const case_ = await filed(walk, ['Ruth', 'Nora']);
    const { page, receipt, setup_key } = case_;
    const late = await passed_by_two(walk, case_);
    walk.clock.advance(24 * hour_s + minute_s);
    await status_says(page, 'The reset link was not used in time');
    await page.goto(late);
    await page.getByRole('link', { name: 'Ask for a new link' }).click();
    await page.waitForURL('**/appeal/link');
    await walk.axe(page);
    await mail_code(page, email);
    await page
      .getByLabel('Code from the mail', { exact: true })
      .fill(await walk.mailed_code(email));
    await page.getByLabel('Password', { exact: true }).fill(a_password);
    await page.getByLabel('Receipt code', { exact: true }).fill(receipt);
    await walk.axe(page);
    await page.getByRole('button', { name: 'Mail me a new reset link' }).click();
    await says(page, 'The link is on its way');
    const link = await reset_link_of(walk, email);
    const fresh = await reset(walk, page, { link, receipt });

    walk.clock.next_step();
    const code = walk.totp(setup_key);
    const verb = 'End this appeal';
    await veto(walk, page, { email, code, was: 'I did not make this appeal', verb });
    await says(page, 'The reset was taken back');
    await walk.axe(page);
    await give_password(page, email);
    await page.waitForURL('**/sign-in/code');
    walk.clock.next_step();
    await page.getByLabel('One-time code', { exact: true }).fill(walk.totp(fresh.setup_key));
    await says(page, 'That code did not match');
  },

  'the owner says "not me": it stands still, and then a lead decides': async (walk) => {
    const { page, staff } = await filed(walk, ['Ruth', 'Nora', 'Leah']);
    const [ruth, nora, leah] = staff;
    const owner = await walk.new_browser({
      ...narrow,
      path: await walk.mailed_link(email, ({ subject }) => subject.startsWith('Appeal received')),
    });
    await says(owner, 'This appeal is not mine');
    await walk.axe(owner);
    await owner.getByRole('button', { name: 'This was not me' }).click();
    await says(owner, 'The appeal stands still');
    await walk.axe(owner);
    await walk.letter(email, 'The appeal was contested');
    await status_says(page, 'Somebody said that this appeal is not theirs.');
    await walk.axe(page);
    await leah.page.goto('/desk/board');
    await says(leah.page, 'Contested');

    walk.clock.advance(72 * hour_s + minute_s);
    await status_says(page, 'A senior reviewer looks at it');
    // Two have looked before a lead decides.
    for (const one of [ruth, nora]) {
      await sign_in_at_desk(walk, one);
      await take_case(walk, one);
      await doubt(walk, one);
    }
    await sign_in_at_desk(walk, leah);
    await take_case(walk, leah);
    await says(leah.page, 'Contested by “not me”');
    await walk.axe(leah.page);
    await reject(walk, leah, 'The person is not the one of the document.');
    await walk.letter(email, 'The appeal was rejected');
    await status_says(page, 'It was rejected.');
    await says(page, 'does not match our records');
    await walk.axe(page);
  },

  'a rejection is looked at once more, by a lead who has not decided before': async (walk) => {
    const { page, staff } = await filed(walk, ['Ruth', 'Leah']);
    const [ruth, leah] = staff;
    await take_case(walk, ruth);
    await reject(walk, ruth, 'The document has expired.');
    await status_says(page, 'It was rejected.');
    await says(page, 'The document has expired. Send a valid one.');
    await page.getByRole('button', { name: 'Ask for the review' }).click();
    await status_says(page, 'A senior reviewer looks at it');
    await take_case(walk, leah);
    await says(leah.page, 'First seat: Reject.');
    await walk.axe(leah.page);
    await ask_for_video(leah);
    await status_says(page, 'Next is a video');
  },
};

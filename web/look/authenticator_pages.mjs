// The authenticator as somebody sees it who has no vault yet; with one the walks go through it.
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

async function choose_passphrase(page) {
  await page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery');
  await page.getByLabel('The same again', { exact: true }).fill('correct horse battery');
  await press(page, 'Continue');
  await page.getByRole('list', { name: 'Recovery key' }).waitFor();
}

export const authenticator_pages = [
  { name: 'authenticator', path: '/authenticator', who: 'nobody' },
  {
    name: 'authenticator-file',
    path: '/authenticator',
    who: 'nobody',
    act: (page) => press(page, 'I have a vault file'),
  },
  { name: 'authenticator-new', path: '/authenticator/new', who: 'nobody' },
  {
    name: 'authenticator-paper',
    path: '/authenticator/new',
    who: 'nobody',
    print: true,
    act: choose_passphrase,
  },
];

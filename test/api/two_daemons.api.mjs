// A second daemon where one is running already: it refuses to start, and the first goes on.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { daemon } from '../walks/lib/site.mjs';
import { request } from './lib/http.mjs';
import { Person } from './lib/person.mjs';

const refused = 3;

// How it ended that did not begin: its exit code and what it said.
function second(site, settings) {
  const keys = { 'var.folder': `${site.folder}/var`, 'http.port': 0, 'http.web_folder': '' };
  const words = Object.entries({ ...keys, ...settings }).flatMap(([key, value]) => [
    `--${key}`,
    `${value}`,
  ]);
  const options = { cwd: site.folder, timeout: 20_000 };
  return new Promise((done) => {
    execFile(daemon, ['run', '--create', ...words], options, (error, out, err) => {
      done({ code: error?.code ?? 0, err });
    });
  });
}

export const tests = {
  'the same database has one daemon': async (site) => {
    const ada = await Person.enrolled(site);
    const { code, err } = await second(site, {});
    assert.equal(code, refused, err);
    assert.match(err, /another daemon has this database/);
    ada.browser.forget();
    await ada.sign_in();
  },

  'the same port has one daemon, which gets every request': async (site) => {
    const folder = { 'var.folder': `${site.folder}/other` };
    for (const listen of ['127.0.0.1', '0.0.0.0', '::']) {
      const at = { ...folder, 'http.port': site.port, 'http.listen': listen };
      const { code, err } = await second(site, at);
      assert.equal(code, refused, `${listen}: ${err}`);
      assert.match(err, /Address already in use/);
    }
    const all = Array.from({ length: 50 }, () => request(site.port, { path: '/healthz' }));
    assert.ok((await Promise.all(all)).every(({ status }) => status === 200));
  },
};

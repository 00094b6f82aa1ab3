// The vault: its file against the terminal program's, its history, and what no edit may lose.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { read_document, to_text } from './document.ts';
import { cloned, fault_of, shown_name } from './entry.ts';
import { history, history_of, restore, undo, undo_last, version_of } from './history.ts';
import {
  begin_anew,
  change_passphrase,
  derive,
  make_header,
  new_device,
  new_kdf,
  open_by_device,
  open_by_passphrase,
  open_by_recovery_key,
  passphrase_fault,
  roster_of,
  set_recovery_key,
} from './keys.ts';
import { parse_hex, to_hex } from './octets.ts';
import { prove } from './proof.ts';
import { code_of, step_at } from './one_time.ts';
import { new_recovery_key, read_recovery_key, recovery_key_text } from './recovery_key.ts';
import { continues } from './roster.ts';
import { argon2id, load_sodium } from './sodium.ts';
import { history_kept_ms, Vault, versions_max } from './vault.ts';
import {
  document_of,
  empty_vault,
  entry,
  noon,
  reopened,
  root,
  vectors,
  wrapping_key,
} from './vault_double.ts';

beforeAll(load_sodium);

const made_by_terminal = () =>
  readFileSync(join(root, 'test/vectors/vaults/terminal.json'), 'utf8');
const told = new Map(
  readFileSync(join(root, 'test/vectors/vaults/terminal.txt'), 'utf8')
    .split('\n')
    .map((line) => [line.split(' ')[0]!, line.slice(line.indexOf(' ') + 1)]),
);

test('Argon2id is what the reference implementation computes', () => {
  for (const [text, salt, passes, memory_kib, hash] of vectors('argon2id.txt')) {
    const cost = { passes: Number(passes), memory_kib: Number(memory_kib) };
    expect(to_hex(argon2id(parse_hex(text!)!, parse_hex(salt!)!, cost, 64))).toBe(hash);
  }
});

test("a terminal's vault opens by its passphrase, in either form of Unicode", () => {
  const document = document_of(made_by_terminal());
  for (const form of ['NFC', 'NFD']) {
    const { wrapping } = derive(told.get('passphrase')!.normalize(form), document.header.kdf);
    const vault = new Vault(document, open_by_passphrase(document.header, wrapping)!);
    expect(vault.entries().map((one) => shown_name(one.entry))).toEqual([
      'Bank (ada)',
      'Café 日本 (grace@example.org)',
      'GitHub (ada)',
      'Steam (ada)',
    ]);
    expect(vault.unreadable()).toBe(0);
    expect(vault.device).not.toBeNull();
  }
});

test("a terminal's vault opens by its recovery key, with its history", () => {
  const document = document_of(made_by_terminal());
  const read = read_recovery_key(told.get('recovery')!.toLowerCase().replaceAll(' ', '-'));
  if ('fault' in read) throw new Error(read.fault);
  const vault = new Vault(document, open_by_recovery_key(document.header, read.key)!);
  const [cafe] = vault.entries().filter((one) => one.entry.issuer.startsWith('Caf'));
  expect(cafe!.entry).toMatchObject({
    note: 'first\nsecond "line"\t.',
    tags: ['two words', 'work'],
    key: { algorithm: 'SHA256', digits: 7, period_s: 20 },
  });
  const whats = history(vault).map(({ what, name }) => `${what} ${name}`);
  expect(whats.slice(0, 3)).toEqual([
    'deleted Gone (ada)',
    'edited GitHub (ada)',
    'edited GitHub (ada)',
  ]);
  expect(open_by_device(document.header, vault.device!)).not.toBeNull();
});

const program = process.env['SPAREKEY_PROGRAM'] ?? join(root, 'build/release/sparekey');

test.skipIf(!existsSync(program))('a terminal reads what is made here, and back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-web-'));
  try {
    const passphrase = 'correct horse battery \u00e9';
    writeFileSync(join(folder, 'passphrase'), `${passphrase}\n`, { mode: 0o600 });
    const file = join(folder, 'vault.json');
    const run = (...words: string[]) =>
      execFileSync(
        program,
        [...words, '--vault', file, '--passphrase-file', join(folder, 'passphrase')],
        {
          encoding: 'utf8',
          input: '',
        },
      );
    const kdf = new_kdf();
    const device = new_device();
    const { wrapping } = derive(passphrase, kdf);
    const { header, keys } = make_header(kdf, wrapping, device, 'browser', noon);
    const vault = Vault.make(header, keys, device, noon);
    set_recovery_key(header, keys, new_recovery_key(), device);
    const id = vault.add({ ...entry('Café', 'ada'), note: 'a\tb\n"c"', tags: ['x', 'ä'] }, noon);
    vault.edit(id, { ...vault.find(id)!, note: 'edited' }, noon + 1000);
    const gone = vault.add(entry('Gone', 'ada'), noon);
    vault.remove(gone, noon + 2000);
    writeFileSync(file, to_text(vault.document(noon + 3000)));

    const { code, name } = JSON.parse(run('code', 'caf', '--json'));
    expect(name).toBe('Café (ada)');
    expect(code).toMatch(/^\d{6}$/);
    expect(JSON.parse(run('undo', 'gone', '--json')).undone.what).toBe('deleted');
    run('edit', 'caf', '--note', 'by the terminal');
    const back = document_of(readFileSync(file, 'utf8'));
    const again = new Vault(back, open_by_passphrase(back.header, wrapping)!);
    expect(again.entries().map((one) => one.entry.issuer)).toEqual(['Café', 'Gone']);
    expect(again.find(id)?.note).toBe('by the terminal');
    expect(history_of(again, id).map(({ what }) => what)).toEqual(['edited', 'edited', 'added']);
    expect(undo(again, id, noon + 4000)?.what).toBe('edited');
    expect(again.find(id)?.note).toBe('edited');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a wrong passphrase, a changed header and a weaker derivation open nothing', () => {
  const { header } = document_of(to_text(empty_vault().document(noon)));
  expect(open_by_passphrase(header, new Uint8Array(32).fill(8))).toBeNull();
  expect(open_by_passphrase({ ...header, epoch: 2 }, wrapping_key)).toBeNull();
  const fault = (from: string, to: string) => {
    const text = to_text(empty_vault().document(noon));
    expect(text).toContain(from);
    const read = read_document(text.replace(from, to));
    return 'fault' in read ? read.fault : null;
  };
  expect(fault('65536', '65535')).toBe('weak_kdf');
  expect(fault('"passes":3', '"passes":2')).toBe('weak_kdf');
  expect(fault('"memory_kib":65536', '"memory_kib":1048577')).toBe('weak_kdf');
  expect(fault('"number\\":1', '"number\\":2')).toBe('bad_roster');
  expect(fault('sparekey-vault-1"', 'sparekey-vault-2"')).toBe('later_format');
  expect(fault('sparekey-vault-1"', 'other"')).toBe('other_format');
  expect(fault('\n}\n', '\n')).toBe('no_json');
  expect(fault('"wrapped_key"', '"wrapped"')).toBe('broken_header');
});

test('a file cut off anywhere is refused', () => {
  const vault = empty_vault();
  vault.add(entry('Site', 'ada'), noon);
  const text = to_text(vault.document(noon));
  for (let part = 1; part < 20; ++part) {
    expect(read_document(text.slice(0, (text.length * part) / 20 - 3))).toHaveProperty('fault');
  }
});

test('an entry that was changed or swapped does not open, is kept, and stops no other', () => {
  const vault = empty_vault();
  const one = vault.add(entry('One', 'ada'), noon);
  const two = vault.add(entry('Two', 'ada'), noon);
  const document = document_of(to_text(vault.document(noon)));
  const [first, second] = document.records;
  [first!.sealed, second!.sealed] = [second!.sealed, first!.sealed];
  const swapped = new Vault(document, vault.keys);
  expect(swapped.unreadable()).toBe(2);
  const old = document_of(to_text(vault.document(noon)));
  old.records.find(({ id }) => id === one)!.revision = 9;
  const rolled = new Vault(old, vault.keys);
  expect([rolled.find(one), rolled.find(two)?.issuer]).toEqual([null, 'Two']);
  expect(to_text(rolled.document(noon))).toContain(`"${one}"`);
});

test('what is written is read again, down to the last member', () => {
  const vault = empty_vault();
  const whole = {
    ...entry('Site', 'ada', 'GEZDGNBVGY3TQOJQ'),
    note: 'two\nlines\tand "quotes" \u{1f511}',
    tags: ['b', 'a'],
    order: -3,
    extra: { label_issuer: 'Label', otpauth: { image: 'x' } },
    other: { later: { deep: [1, true, null] } },
  };
  const id = vault.add(whole, noon);
  expect(reopened(vault).find(id)).toEqual({ ...whole, tags: ['a', 'b'] });
  const exported = document_of(to_text(vault.export_document(noon)));
  expect(exported.device).toBeNull();
  expect(to_text(vault.export_document(noon))).not.toContain('synced');
});

test('an entry is padded, so that its length tells little', () => {
  const vault = empty_vault();
  const sizes = ['a', 'b'.repeat(40)].map((name) => {
    const id = vault.add(entry(name, ''), noon);
    return vault.items.get(id)!.record.sealed.length;
  });
  expect(sizes[0]).toBe(sizes[1]);
  expect((sizes[0]! - 40) % 256).toBe(0);
});

test('undo goes back step by step, and again from the beginning', () => {
  const vault = empty_vault();
  const id = vault.add(entry('Site', 'ada'), noon);
  const note = (text: string, at: number) =>
    vault.edit(id, { ...vault.find(id)!, note: text }, noon + at);
  note('first', 1);
  note('second', 2);
  vault.remove(id, noon + 3);
  expect(undo(vault, id, noon + 4)?.what).toBe('deleted');
  expect(vault.find(id)?.note).toBe('second');
  expect(undo(vault, id, noon + 5)?.what).toBe('edited');
  expect(vault.find(id)?.note).toBe('first');
  const again = reopened(vault, noon + 6);
  expect(undo(again, id, noon + 6)?.what).toBe('edited');
  expect(again.find(id)?.note).toBe('');
  expect(undo(again, id, noon + 7)?.what).toBe('added');
  expect(again.find(id)).toBeNull();
  expect(restore(again, id, 3, noon + 9)).toBe(true);
  expect(again.find(id)?.note).toBe('second');
  expect(version_of(again, id, 2)?.note).toBe('first');
});

test('the last change of the vault is taken back, whichever entry it was', () => {
  const vault = empty_vault();
  vault.add(entry('One', 'ada'), noon);
  const two = vault.add(entry('Two', 'ada'), noon + 1);
  vault.remove(two, noon + 2);
  expect(undo_last(vault, noon + 3)?.name).toBe('Two (ada)');
  expect(undo_last(vault, noon + 4)?.what).toBe('added');
  expect(undo_last(vault, noon + 5)?.name).toBe('One (ada)');
  expect(undo_last(vault, noon + 6)).toBeNull();
});

test("a counter never goes back, and another key is another entry's", () => {
  const vault = empty_vault();
  const hotp = entry('Bank', 'ada');
  hotp.key = { ...hotp.key, type: 'hotp' };
  const id = vault.add(hotp, noon);
  vault.edit(id, { ...vault.find(id)!, note: 'x' }, noon + 1);
  vault.count(id, 5, noon + 2);
  expect(vault.items.get(id)!.past).toHaveLength(1);
  undo(vault, id, noon + 3);
  expect(vault.find(id)).toMatchObject({ counter: 5, note: '' });
  expect(() => vault.count(id, 5, noon)).toThrow();
  const added = vault.replace_key(id, { ...hotp.key, type: 'totp', period_s: 60 }, noon + 4)!;
  expect(added).not.toBe(id);
  expect(vault.find(id)).toBeNull();
  expect(vault.replace_key(added, { ...hotp.key, digits: 3 }, noon)).toBeNull();
});

test('history is kept a month, but never cut by a clock that only just jumped ahead', () => {
  const vault = empty_vault();
  const id = vault.add(entry('Site', 'ada'), noon);
  vault.edit(id, { ...vault.find(id)!, note: 'x' }, noon + 1);
  vault.note_synced(id, 2);
  const later = noon + history_kept_ms + 10;
  const jumped = vault.document(later);
  expect(jumped.history).toHaveLength(1);
  const again = reopened(vault, later);
  expect(again.document(noon + 2).history).toHaveLength(1);
  expect(again.document(later + 1).history).toHaveLength(0);
  for (let n = 0; n < versions_max + 5; ++n) {
    vault.edit(id, { ...vault.find(id)!, note: `${n}` }, noon + 10 + n);
  }
  // The version that the pending change began from is one of them.
  expect(vault.items.get(id)!.past.length).toBeLessThanOrEqual(versions_max + 1);
});

test('the passphrase alone can be changed, and a recovery key takes the place of another', () => {
  const vault = empty_vault();
  vault.add(entry('Site', 'ada'), noon);
  const { header, keys, device } = vault;
  const [first, second] = [new_recovery_key(), new_recovery_key()];
  const before = header.roster;
  set_recovery_key(header, keys, first, device!);
  expect(continues(before, header.roster)).toBe(true);
  expect(continues(header.roster, before)).toBe(false);
  expect(open_by_recovery_key(header, first)).not.toBeNull();
  set_recovery_key(header, keys, second, device!);
  expect(open_by_recovery_key(header, first)).toBeNull();
  const next = new Uint8Array(32).fill(9);
  change_passphrase(header, keys, new_kdf(), next);
  expect(open_by_passphrase(header, wrapping_key)).toBeNull();
  const read = document_of(to_text(vault.document(noon)));
  expect(new Vault(read, open_by_passphrase(read.header, next)!).entries()).toHaveLength(1);
  const copy = document_of(to_text(vault.export_document(noon)));
  const here = new_device();
  const there = new Vault(copy, open_by_recovery_key(copy.header, second)!);
  begin_anew(there.header, there.keys, here, 'browser', noon);
  there.become(here);
  expect(roster_of(there.header).devices.map(({ id }) => id)).toEqual([here.id]);
  expect(roster_of(there.header).recovery).toBeNull();
  expect(open_by_recovery_key(there.header, second)).toBeNull();
  expect(document_of(to_text(there.document(noon))).device?.id).toBe(here.id);
});

test('a recovery key is nine groups of four, and a mistake is noticed', () => {
  const key = parse_hex('000102030405060708090a0b0c0d0e0f10111213')!;
  const text = recovery_key_text(key);
  expect(text).toBe('AAAQ EAYE AUDA OCAJ BIFQ YDIO B4IB CEQT ICU5');
  const read = (typed: string) => {
    const result = read_recovery_key(typed);
    return 'key' in result ? to_hex(result.key) : result.fault;
  };
  expect(read(text.toLowerCase().replaceAll(' ', '-'))).toBe(to_hex(key));
  expect(read(text.replaceAll('O', '0').replaceAll('B', '8').replaceAll('I', '1'))).toBe(
    to_hex(key),
  );
  expect(read(`C${text.slice(1)}`)).toBe('check');
  expect(read(text.slice(5))).toBe('length');
  expect(read(`!${text.slice(1)}`)).toBe('outside');
});

test('a passphrase has 8 characters or more, and not one only', () => {
  const cases = ['1234567', 'aaaaaaaa', 'x\ud800yyyyyyyy', 'ab'.repeat(513), '12345678'];
  expect(cases.map(passphrase_fault)).toEqual([
    'short',
    'one_character',
    'unreadable',
    'long',
    null,
  ]);
});

test('one validator: its edges', () => {
  const good = entry('Site', 'ada');
  const key = (more: object) => fault_of({ ...good, key: { ...good.key, ...more } });
  expect(fault_of(good)).toBeNull();
  expect(fault_of({ ...good, issuer: '', account: '' })).toBe('no_name');
  expect(fault_of({ ...good, issuer: 'x'.repeat(513) })).toBe('issuer');
  expect(fault_of({ ...good, account: 'a\u2028b' })).toBe('account');
  expect(fault_of({ ...good, note: 'a\nb\tc' })).toBeNull();
  expect(fault_of({ ...good, note: 'a\rb' })).toBe('note');
  expect(fault_of({ ...good, tags: Array(33).fill('x') })).toBe('tags');
  expect([key({ digits: 3 }), key({ digits: 11 }), key({ digits: 10 })]).toEqual([
    'digits',
    'digits',
    null,
  ]);
  expect([key({ period_s: 0 }), key({ period_s: 86_401 })]).toEqual(['period', 'period']);
  expect(key({ type: 'steam' })).toBe('steam');
  expect(key({ secret: new Uint8Array(129) })).toBe('secret_long');
});

test('a proof tells match, drift and what an export lost', () => {
  const one = entry('Site', 'ada');
  const at = noon + 5_000; // The fifth second of a step.
  const shown = (of: typeof one, when: number) => code_of(of.key, step_at(of.key, when));
  expect(prove(one, shown(one, at), at)).toEqual({ verdict: 'match' });
  expect(prove(one, shown(one, at - 20_000), at)).toEqual({ verdict: 'match' });
  const ahead = prove(one, shown(one, at + 300_000), at);
  expect(ahead.verdict === 'clock_off' && ahead.off_s > 270 && ahead.off_s <= 300).toBe(true);
  const behind = prove(one, shown(one, at - 38_000), at);
  expect(behind.verdict === 'clock_off' && behind.off_s <= -30).toBe(true);
  const real = cloned(one);
  real.key = { ...real.key, period_s: 60, algorithm: 'SHA256', digits: 8 };
  expect(prove(one, shown(real, at), at)).toEqual({ verdict: 'other_key', key: real.key });
  expect(prove(one, shown(entry('x', 'y', 'JBSWY3DPEHPK3PXQ'), at), at).verdict).toBe('no_match');
  for (const typed of ['', 'abc', '12345x', '123', '12345678901', ' '.repeat(65)]) {
    expect(prove(one, typed, at).verdict).toBe('not_a_code');
  }
  const hotp = { ...one, counter: 10, key: { ...one.key, type: 'hotp' as const } };
  expect(prove(hotp, code_of(hotp.key, 14), at)).toEqual({ verdict: 'match', counter: 15 });
  expect(prove(hotp, code_of(hotp.key, 99), at).verdict).toBe('no_match');
});

/** A store that is gone, emptied, spoilt or wide open: what the command line says and does. */
import {
  chmodSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { demoWorkspace, pawl, start, takenInWorkspace } from './pawl.ts';

const storeOf = (desk: string): string => join(desk, 'data', 'pawl.db');
const removeStore = (desk: string): void => {
  for (const end of ['', '-wal', '-shm']) rmSync(`${storeOf(desk)}${end}`, { force: true });
};

test('gone or emptied it is refused, and nothing is made in its place', {
  timeout: 90_000,
}, async () => {
  const desk = await takenInWorkspace();
  const at = (...args: string[]) => pawl(...args, '--workspace', desk);
  const ways = {
    gone: () => removeStore(desk),
    'without bytes': () => {
      removeStore(desk);
      writeFileSync(storeOf(desk), '');
    },
    emptied: () => {
      removeStore(desk);
      const database = new DatabaseSync(storeOf(desk));
      database.exec('create table journal (seq integer primary key, link text) strict');
      database.close();
    },
  };
  for (const [way, make] of Object.entries(ways)) {
    make();
    const commands =
      way === 'gone' ? ['once', 'run', 'start', 'health', 'checks'] : ['once', 'health'];
    const ends = await Promise.all(commands.map((command) => at(command)));
    for (const [index, { code, err }] of ends.entries()) {
      expect([way, commands[index], code], err).toEqual([way, commands[index], 2]);
      expect(err).toContain('STORE_MISSING');
      expect(err).toContain('pawl restore');
    }
  }
  const begun = await at('begin-anew', '--reason', 'the disk is lost, no backup', '--who', 'anne');
  expect(begun).toMatchObject({ code: 0, err: '' });
  expect((await at('once')).code).toBe(0);
  const verified = await at('verify');
  expect(verified.out).toContain('0 problems');
  const database = new DatabaseSync(storeOf(desk), { readOnly: true });
  const [first] = database.prepare('select kind, body from journal order by seq limit 1').all();
  database.close();
  expect(first?.['kind']).toBe('begun');
  expect(JSON.parse(String(first?.['body']))).toMatchObject({ who: 'anne' });
  const again = await at('begin-anew', '--reason', 'once more');
  expect(again.err).toContain('NOT_POSSIBLE');
});

test('a new workspace has no store yet, and begins', async () => {
  const desk = demoWorkspace();
  expect((await pawl('once', '--workspace', desk)).code).toBe(0);
});

test('an older copy put in place by hand is told', { timeout: 60_000 }, async () => {
  const desk = await takenInWorkspace();
  const at = (...args: string[]) => pawl(...args, '--workspace', desk);
  await at('once');
  const line = { at: '2026-01-01T00:00:00Z', seq: 9_999, link: 'f'.repeat(64) };
  const heads = join(desk, 'reports', 'journal-heads.jsonl');
  writeFileSync(heads, `${readFileSync(heads, 'utf8')}${JSON.stringify(line)}\n`);
  const told = await at('health');
  expect(told.code).toBe(1);
  expect(told.out).toContain('JOURNAL_CONTRADICTED');
});

test('what was changed by another hand is made anew at the start, and told by name', {
  timeout: 60_000,
}, async () => {
  const desk = await takenInWorkspace();
  const at = (...args: string[]) => pawl(...args, '--workspace', desk);
  await at('once');
  const database = new DatabaseSync(storeOf(desk));
  database.exec(
    `update mpans set wake_at = null; delete from exceptions;
    delete from alerts where id in (select id from alerts order by id limit 1);
    delete from checks where rowid_is_none = 0`.replace('where rowid_is_none = 0', ''),
  );
  const mpans = database.prepare('select mpan from mpans where open = 1').all();
  database.close();
  expect((await at('verify')).code).toBe(1);
  await at('once');
  const verified = await at('verify');
  // An alert of a stage that is over is not raised again: that it is gone stays found.
  expect(verified.out).not.toMatch(/^MPAN/m);
  const lines = readdirSync(join(desk, 'alerts'))
    .flatMap((name) =>
      readFileSync(join(desk, 'alerts', name), 'utf8')
        .trimEnd()
        .split('\n'),
    )
    .map((line) => JSON.parse(line));
  const mended = lines.filter(({ code }) => code === 'DERIVED_MENDED');
  expect(mended.length).toBeGreaterThan(0);
  expect(mended.map(({ detail }) => detail).join()).toContain(String(mpans[0]?.['mpan']));
  expect((await at('checks', '--json')).out).toContain(String(mpans[0]?.['mpan']));
});

test('a damaged store is a problem that verify finds, not a bug', { timeout: 60_000 }, async () => {
  const desk = await takenInWorkspace();
  const at = (...args: string[]) => pawl(...args, '--workspace', desk);
  const path = storeOf(desk);
  const whole = readFileSync(path);
  const pages = Math.floor(whole.length / 4_096);
  for (const page of [1, Math.floor(pages / 3), Math.floor(pages / 2), pages - 5]) {
    const bytes = Buffer.from(whole);
    bytes.fill(0xff, page * 4_096, (page + 3) * 4_096);
    writeFileSync(path, bytes);
    const ended = await at('verify');
    expect([page, ended.code], ended.err).toEqual([page, 1]);
    expect(ended.out).toContain('store:');
  }
  writeFileSync(path, 'this is no database at all, but a text that somebody has put here');
  expect(await at('verify')).toMatchObject({ code: 1, err: '' });
  truncateSync(path, 30);
  expect((await at('checks')).code).toBe(2);
});

test.skipIf(process.platform === 'win32')(
  'what is private is its user’s alone, whatever the umask',
  { timeout: 90_000 },
  async () => {
    for (const umask of [0o000, 0o777]) {
      const desk = demoWorkspace();
      // As an earlier version left it under a wide umask.
      for (const name of ['data', 'archive']) chmodSync(join(desk, name), 0o777);
      chmodSync(join(desk, 'pawl.config.json'), 0o666);
      for (const name of ['inbox', 'outbox', 'sent']) chmodSync(join(desk, name), 0o2770);
      const before = process.umask(umask);
      const once = start(['once', '--workspace', desk]);
      process.umask(before);
      const ended = await once.ended;
      expect(ended.code, ended.err).toBe(0);
      expect(ended.err).toMatch(/closed to other users.*archive/);
      const backup = start(['backup', join(desk, 'data', 'copy.db'), '--workspace', desk]);
      expect((await backup.ended).code).toBe(0);
      const modeOf = (path: string): number => statSync(join(desk, path)).mode & 0o7777;
      for (const name of ['data', 'archive']) expect([name, modeOf(name)]).toEqual([name, 0o700]);
      for (const name of ['inbox', 'outbox', 'sent']) {
        expect([name, modeOf(name)]).toEqual([name, 0o2770]);
      }
      const made = readdirSync(desk, { recursive: true, withFileTypes: true });
      const open = made
        .filter(({ parentPath }) => !/\/(inbox|outbox|sent|calendar)$/.test(parentPath))
        .map(({ parentPath, name }) => join(parentPath, name).slice(desk.length + 1))
        .filter((path) => /^(data|archive|rejected|alerts|reports|pawl)/.test(path))
        .filter((path) => (modeOf(path) & 0o077) !== 0)
        // Made by the test itself, before Pawl came; originals keep their modes, in a folder that is closed.
        .filter(
          (path) =>
            !path.endsWith('.pawl-taken') &&
            !['rejected', 'alerts', 'reports', 'pawl.config.schema.json'].includes(path),
        );
      expect(open).toEqual([]);
    }
  },
);

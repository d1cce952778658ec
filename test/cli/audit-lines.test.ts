/** What a SIEM is told of what people do at the machine, by a command that needs no other face. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demonstrationMpans as mpans } from '../../src/demo/demonstration.ts';
import { freshFolder, pawl, takenInWorkspace } from './pawl.ts';

test('acts by command are told however they end, and so is what they take away', {
  timeout: 180_000,
}, async () => {
  const desk = await takenInWorkspace();
  const configFile = join(desk, 'pawl.config.json');
  const config = JSON.parse(readFileSync(configFile, 'utf8'));
  writeFileSync(configFile, JSON.stringify({ ...config, audit: {} }));
  const elsewhere = freshFolder();
  const list = join(elsewhere, 'list.txt');
  writeFileSync(list, `${mpans.overdue}\n`);
  const backup = join(elsewhere, 'backup.db');
  const why = ['--reason', 'a dog at the gate'];
  for (const args of [
    ['backup', backup],
    ['backup', backup],
    ['backup', join(elsewhere, 'nowhere', 'backup.db')],
    ['export', '1200000000020'],
    ['export', mpans.overdue, backup],
    ['export', mpans.overdue],
    ['tables', elsewhere],
    ['tables', join(elsewhere, 'nowhere')],
    ['accept', 'nothing', ...why, '--who', 'anne'],
    ['erase', mpans.overdue, ...why, '--who', 'anne'],
    ['erase', mpans.replacedInTime, ...why, '--who', 'anne'],
    ['report', 'deadlines', '--save'],
    ['find', '--list', list, '--csv'],
    ['move', '--to', 'file'],
    ['begin-anew', ...why, '--who', 'anne'],
    ['restore', join(elsewhere, 'no.db'), '--who', 'anne'],
    ['restore', backup, '--who', 'anne'],
  ]) {
    await pawl(...args, '--workspace', desk);
  }
  const text = readdirSync(join(desk, 'audit'))
    .map((name) => readFileSync(join(desk, 'audit', name), 'utf8'))
    .join('');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(
    lines.map(({ kind, outcome, operation, code, mpans: number }) =>
      [kind, outcome, operation, code ?? '-', number ?? '-'].join(' '),
    ),
  ).toEqual([
    'export done backup - -',
    'export refused backup NOT_POSSIBLE -',
    'export refused backup FOLDER_UNUSABLE -',
    'export refused export NOT_FOUND 1',
    'export refused export NOT_POSSIBLE 1',
    'export done export - 1',
    'export done tables - -',
    'export refused tables NOT_POSSIBLE -',
    'act refused accept NOT_FOUND -',
    'act refused erase NOT_POSSIBLE 1',
    'act done erase - 1',
    'export done report - -',
    'export done find - -',
    'act refused move NOT_POSSIBLE -',
    'act refused begin-anew NOT_POSSIBLE -',
    'act refused restore STORE_UNAVAILABLE -',
    'act done restore - -',
  ]);
  expect(lines[10]).toMatchObject({ who: 'anne', through: 'command', mpid: config.mpid });
  for (const hidden of [mpans.overdue, mpans.replacedInTime, 'dog', elsewhere]) {
    expect(text).not.toContain(hidden);
  }
});

/** Audit lines on their way into files: a place that takes nothing, or that somebody else made. */
import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditLog } from '../../src/audit/index.ts';
import { auditDays, auditFile } from '../../src/audit/log.ts';
import { tempFolder } from '../support/workspace.ts';

const event = {
  kind: 'act',
  outcome: 'done',
  role: 'operator',
  through: 'page',
  operation: 'decide',
  code: null,
  peer: null,
  mpans: null,
} as const;

function logIn(workspace: string) {
  const failures: unknown[] = [];
  const audit = auditLog({
    workspace,
    settings: { format: 'json', to: null, ca: null },
    source: { mpid: 'SUPP', version: '0.0.0' },
    onFailure: (error) => failures.push(error),
  });
  const tell = (who: string, at = '2026-11-28T09:00:00Z'): void =>
    audit.tell(at, { ...event, who });
  return { ...audit, tell, failures };
}

const whoIn = (workspace: string, day: string): unknown[] =>
  readFileSync(auditFile(workspace, day), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line)['who']);

test('folder and file are for this user alone', () => {
  const workspace = tempFolder();
  logIn(workspace).tell('anne');
  expect(statSync(join(workspace, 'audit')).mode & 0o077).toBe(0);
  expect(statSync(auditFile(workspace, '2026-11-28')).mode & 0o077).toBe(0);
});

test('what had to wait is written once the place takes it again, also where the most waits', () => {
  const workspace = tempFolder();
  writeFileSync(join(workspace, 'audit'), 'a file in the place of the folder');
  const { tell, failures } = logIn(workspace);
  for (let n = 0; n < 10_100; n += 1) tell(`p${n}`);
  expect(failures).toHaveLength(1);
  rmSync(join(workspace, 'audit'));
  // A day has passed: what was sent on of the day before is not gone through once more.
  tell('last', '2026-11-29T09:00:00Z');
  expect(auditDays(workspace)).toEqual(['2026-11-29']);
  const who = whoIn(workspace, '2026-11-29');
  expect(who).toHaveLength(10_001);
  expect([who[0], who[9_999], who[10_000]]).toEqual(['p0', 'p9999', 'last']);
});

test('half a line that a full disk left does not spoil the next', () => {
  const workspace = tempFolder();
  const { tell } = logIn(workspace);
  tell('anne');
  appendFileSync(auditFile(workspace, '2026-11-28'), '{"at":"2026-11');
  tell('bert');
  const lines = readFileSync(auditFile(workspace, '2026-11-28'), 'utf8').split('\n');
  expect(lines.map((line) => line.slice(0, 14))).toEqual([
    '{"at":"2026-11',
    '{"at":"2026-11',
    '{"at":"2026-11',
    '',
  ]);
  expect(JSON.parse(lines[2] ?? '')['who']).toBe('bert');
});

test.skipIf(process.platform === 'win32')(
  'a link or a FIFO in the place of the file is not written through, nor waited for',
  () => {
    const workspace = tempFolder();
    mkdirSync(join(workspace, 'audit'));
    writeFileSync(join(workspace, 'store'), 'what the gateway keeps');
    symlinkSync(join(workspace, 'store'), auditFile(workspace, '2026-11-28'));
    const { tell, failures } = logIn(workspace);
    tell('anne');
    expect(readFileSync(join(workspace, 'store'), 'utf8')).toBe('what the gateway keeps');
    expect(failures).toHaveLength(1);
    rmSync(auditFile(workspace, '2026-11-28'));
    execFileSync('mkfifo', [auditFile(workspace, '2026-11-28')]);
    tell('bert');
    expect(lstatSync(auditFile(workspace, '2026-11-28')).isFIFO()).toBe(true);
    rmSync(auditFile(workspace, '2026-11-28'));
    tell('carl');
    expect(whoIn(workspace, '2026-11-28')).toEqual(['anne', 'bert', 'carl']);
  },
);

test('of the days before files alone are taken away, and a folder that is none is no trouble', () => {
  const workspace = tempFolder();
  const { tell, purge } = logIn(workspace);
  purge('2026-11-29T00:00:00Z');
  tell('anne');
  tell('anne', '2026-11-29T00:00:00Z');
  mkdirSync(auditFile(workspace, '2026-11-27'));
  purge('2026-11-29T00:00:00Z');
  expect(readdirSync(join(workspace, 'audit')).sort()).toEqual([
    'audit-2026-11-27.log',
    'audit-2026-11-29.log',
  ]);
  rmSync(join(workspace, 'audit'), { recursive: true });
  writeFileSync(join(workspace, 'audit'), '');
  purge('2026-11-29T00:00:00Z');
});

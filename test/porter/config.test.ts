/** What the configuration takes of places elsewhere, and what it refuses with which words. */
import { describe, expect, test } from 'vitest';
import { inspectConfig, sftpPlaceOf } from '../../src/config/index.ts';

const hostKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBU3RvGkXYmdxfSUW5E2wpyYnEkEkp8yTrTAdRAhAw1B';
const sftp = { hostKeys: [hostKey], keyFile: 'key' };
const problemsOf = (more: Record<string, unknown>): string =>
  inspectConfig({ mpid: 'SUPP', role: 'X', ...more }).problems.join('\n');
const ofPickUp = (more: Record<string, unknown>): string =>
  problemsOf({ pickUps: [{ name: 'dtn', ...more }] });

describe('an address', () => {
  test.each([
    ['sftp://pawl@dtn.example/out', 22, '/out'],
    ['sftp://pawl@dtn.example:2222/~/out', 2222, 'out'],
    ['sftp://pawl@dtn.example/~', 22, '.'],
    ['sftp://pawl@[2001:db8::1]:22/a%20b', 22, '/a b'],
  ])('%s', (address, port, folder) => {
    expect(sftpPlaceOf(address)).toMatchObject({ user: 'pawl', port, folder });
    expect(ofPickUp({ from: address, ...sftp })).toBe('');
  });

  test.each([
    'sftp://pawl:password@dtn.example/out',
    'sftp://dtn.example/out',
    'sftp://-oProxyCommand=x@dtn.example/out',
    'sftp://pawl@-oProxyCommand=x/out',
    'sftp://pawl@dtn.example:0/out',
    'sftp://pawl@dtn.example:70000/out',
    'sftp://pawl@dtn.example/out%0a',
    'sftp://pawl@dtn.example/%zz',
    'relative/folder',
    'ftp://pawl@dtn.example/out',
  ])('refused: %s', (address) => {
    const problems = ofPickUp({ from: address, ...sftp });
    expect(problems).toContain('sftp://USER@HOST:PORT/FOLDER without a password');
    expect(problems).not.toContain('pawl:password');
  });

  test.each(['/srv/out', 'C:\\dtn\\out', '\\\\files\\dtn\\out', '//files/dtn/out'])(
    'a folder: %s',
    (from) => {
      expect(ofPickUp({ from })).toBe('');
    },
  );
});

test('SFTP needs host keys and a key, and a folder has no use for them', () => {
  const from = 'sftp://pawl@dtn.example/out';
  expect(ofPickUp({ from, keyFile: 'key' })).toContain('the host keys of the SFTP server');
  expect(ofPickUp({ from, hostKeys: [hostKey] })).toContain('the file of a private key');
  expect(ofPickUp({ from: '/srv/out', ...sftp })).toContain('a folder has no host keys');
  expect(ofPickUp({ from, keyFile: 'key', hostKeys: ['SHA256:abc'] })).toContain('a public key');
});

test('each has a name and a place of its own, and none is both brought from and taken to', () => {
  const one = { name: 'one', from: '/srv/one' };
  expect(problemsOf({ pickUps: [one, { ...one, from: '/srv/two' }] })).toContain('no other has');
  expect(problemsOf({ pickUps: [one, { ...one, name: 'two' }] })).toContain('named twice');
  expect(problemsOf({ pickUps: [one], outboxTo: { to: '/srv/one' } })).toContain('named twice');
});

test('with a store on a database neither is taken yet', () => {
  const store = { address: 'postgres://pawl@db.example/pawl' };
  const pickUps = [{ name: 'one', from: '/srv/one' }];
  const problems = problemsOf({ store, pickUps, outboxTo: { to: '/srv/two' } });
  expect(problems).toContain('pickUps: not with a store on a database yet');
  expect(problems).toContain('outboxTo: not with a store on a database yet');
});

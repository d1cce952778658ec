/** `pawl head-key`, and what `pawl config check` and `pawl verify` make of the key. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoWorkspace, freshFolder, pawl } from './pawl.ts';

test('a key is made for its user alone, never shown, never overwritten, and signs what once writes', async () => {
  const folder = freshFolder();
  const key = join(folder, 'heads.pem');
  const [made, again] = [await pawl('head-key', key), await pawl('head-key', key)];
  expect(made).toMatchObject({ code: 0 });
  expect(made.out).toMatch(/^-----BEGIN PUBLIC KEY-----\n.*\n-----END PUBLIC KEY-----\n$/);
  expect(made.out + made.err).not.toContain('PRIVATE KEY');
  expect(readFileSync(key, 'utf8')).toContain('BEGIN PRIVATE KEY');
  expect(statSync(key).mode & 0o777).toBe(0o600);
  expect(again).toMatchObject({ code: 1, out: '' });
  expect(again.err).toContain('NOT_POSSIBLE');
  const publicKey = join(folder, 'heads.pub');
  writeFileSync(publicKey, made.out);
  const file = join(folder, 'elsewhere.jsonl');
  const desk = demoWorkspace({ keeping: { heads: { sign: key, push: { file } } } });
  const at = (...args: string[]) => pawl(...args, '--workspace', desk);
  await at('once');
  const good = await at('verify', '--heads', file, '--public-key', publicKey);
  expect(good.out).toContain(`${file}: 1 head, 1 with a good signature, 0 unsigned`);
  expect(good.code).toBe(0);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/,"signature":"[^"]*"/, ''));
  const bad = await at('verify', '--heads', file, '--public-key', publicKey, '--json');
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.out).problems).toEqual([`${file} line 1 has no signature`]);
  const wrong = await at('verify', '--heads', file, '--public-key', key);
  expect(wrong).toMatchObject({ code: 2, out: '' });
  expect(wrong.err).toContain('holds no Ed25519 public key');
  expect(wrong.err).not.toContain('PRIVATE');
});

test('config check says what to do about a key that is not there', async () => {
  const desk = demoWorkspace({ keeping: { heads: { sign: 'heads.pem' } } });
  const checked = await pawl('config', 'check', '--workspace', desk);
  expect(checked.code).toBe(2);
  expect(checked.out).toContain('keeping.heads.sign: "heads.pem" is not there: make one with pawl');
  const once = await pawl('once', '--json', '--workspace', desk);
  expect(once.err).not.toContain('CONFIG_INVALID');
  const alerts = await pawl('health', '--json', '--workspace', desk);
  expect(alerts.out).toContain('HEAD_NOT_SIGNED');
});

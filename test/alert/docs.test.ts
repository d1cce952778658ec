/** docs/alerts.md is what receivers build on: what it shows is what they get. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { milestoneEvent } from '../../src/alert/cloud-event.ts';
import { payloadOf } from '../../src/alert/payload.ts';
import { signatureOf } from '../../src/post/webhook.ts';
import { readConfig } from '../../src/config/config.ts';
import type { Milestone } from '../../src/process/index.ts';
import { alertOf } from '../store/rows.ts';
import { mpanOf } from '../support/flow-files.ts';

const page = readFileSync(new URL('../../docs/alerts.md', import.meta.url), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(
    ([, text = '']) => text,
  );

test('the configurations are some', () => {
  const configs = blocks('json').filter((text) => text.includes('"channels"'));
  expect(configs).toHaveLength(3);
  for (const text of configs) {
    const environment = { PAWL_SMTP_PASSWORD: 'a password', PAWL_BUS_SECRET: 'one of some length' };
    expect(() => readConfig(JSON.parse(text), 'docs/alerts.md', environment)).not.toThrow();
  }
});

test('the body of a webhook is the one that is sent', () => {
  const shown = JSON.parse(blocks('json').find((text) => text.includes('"participant"')) ?? '');
  const alert = alertOf(1, {
    key: `${mpanOf(1)}/SUPP/1/investigating/BREACHED/2026-08-17/`,
    at: '2026-08-17T23:00:00Z',
    since: '2026-08-03T09:00:00Z',
    workingDaysOver: 1,
  });
  const told = { key: alert.key, alert, isTest: false };
  expect(shown).toEqual(
    JSON.parse(payloadOf('json', told, { mpid: 'SUPP', role: 'X', web: { publicAddress: null } })),
  );
});

test('the event of a milestone is the one that is sent', () => {
  const shown = blocks('json').find((text) => text.includes('"specversion"')) ?? '';
  const at = '2026-08-04T09:00:00Z';
  const key = `${mpanOf(1)}/SUPP/1/investigating/OPENED/${at}`;
  const milestone: Milestone = {
    key,
    kind: 'opened',
    retracts: null,
    mpan: mpanOf(1),
    supplier: 'SUPP',
    sequence: 1,
    at,
    stage: 'investigating',
    owner: 'M',
    owes: ['D0002'],
    dueOn: '2026-08-18',
    decision: null,
    outcome: null,
  };
  expect(JSON.parse(shown)).toEqual(JSON.parse(milestoneEvent('SUPP', key, milestone)));
});

test('the code for receivers knows a signature from a forgery', async () => {
  const [code = ''] = blocks('js');
  const { isFromPawl } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const now = '2026-08-17T23:00:00Z';
  const seconds = Temporal.Instant.from(now).epochMilliseconds / 1_000;
  const secret = 'a secret of at least sixteen';
  const header = signatureOf(secret, '{"a":"ü"}', now);
  expect(isFromPawl(secret, '{"a":"ü"}', header, seconds + 10)).toBe(true);
  expect(isFromPawl(secret, '{"a":"ü"} ', header, seconds + 10)).toBe(false);
  expect(isFromPawl('another secret of some length', '{"a":"ü"}', header, seconds)).toBe(false);
  expect(isFromPawl(secret, '{"a":"ü"}', header, seconds + 301)).toBe(false);
  expect(isFromPawl(secret, '{"a":"ü"}', 'nonsense', seconds)).toBe(false);
});

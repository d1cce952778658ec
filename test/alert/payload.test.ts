import { expect, test } from 'vitest';
import { alertLine } from '../../src/alert/index.ts';
import { payloadOf } from '../../src/alert/payload.ts';
import { digestTextOf, digestTitleOf, mailTextOf, titleOf } from '../../src/alert/wording.ts';
import { alertOf } from '../store/rows.ts';
import { mpanOf } from '../support/flow-files.ts';

const teller = { mpid: 'SUPP', role: 'X', web: { publicAddress: null } } as const;
const alert = alertOf(1, { workingDaysOver: 3, kind: 'ESCALATED', number: 1 });
const told = { key: 'alert-1#2', alert, isTest: false };

test('JSON carries the line of alerts/, with the key and who tells', () => {
  expect(JSON.parse(payloadOf('json', told, teller))).toEqual({
    version: 1,
    key: 'alert-1#2',
    test: false,
    participant: { mpid: 'SUPP', role: 'X' },
    title: 'Still breached (1): MOPX owes D0002, due Mon 17 Aug 2026',
    retracted: false,
    alert: alertLine(alert, 'X'),
  });
});

test('Slack gets text in which nothing is taken for markup', () => {
  const strange = alertOf(1, { stage: '<!channel> & co' });
  const { text } = JSON.parse(payloadOf('slack', { ...told, alert: strange }, teller));
  expect(text).toContain('*Breached: MOPX owes D0002, due Mon 17 Aug 2026*');
  expect(text).toContain('*Stage* &lt;!channel&gt; &amp; co');
});

test('Teams gets an Adaptive Card', () => {
  const message = JSON.parse(payloadOf('teams', told, teller));
  expect(message.type).toBe('message');
  const [{ contentType, content }] = message.attachments;
  expect(contentType).toBe('application/vnd.microsoft.card.adaptive');
  expect(content).toMatchObject({ type: 'AdaptiveCard', version: '1.4' });
  expect(content.body[1].facts).toContainEqual({ title: 'Over by', value: '3 Working Days' });
});

test('a test says that it is one', () => {
  for (const format of ['json', 'slack', 'teams'] as const) {
    const payload = payloadOf(format, { ...told, isTest: true }, teller);
    expect(payload).toContain('Test: no action is needed.');
  }
});

test('a mail says who owes what and what to do; its subject holds no MPAN', () => {
  expect(titleOf(alert)).not.toContain(mpanOf(1));
  expect(
    mailTextOf(alert, 'alert-1', teller),
  ).toBe(`Still breached (1): MOPX owes D0002, due Mon 17 Aug 2026

MPAN:     ${mpanOf(1)}
Check:    1, Supplier SUPP
Stage:    investigating
Owed by:  Meter Operator MOPX
Owes:     D0002
Due:      Mon 17 Aug 2026
Over by:  3 Working Days
Next:     Chase MOPX for D0002.

Why: pawl explain ${mpanOf(1)}
Key: alert-1
`);
});

test('what is taken back says so, also where it is told only afterwards', () => {
  const late = { ...told, alert: alertOf(1, { retracted: true }) };
  expect(JSON.parse(payloadOf('json', late, teller)).retracted).toBe(true);
  expect(titleOf(late.alert)).toContain('(taken back since)');
  const retraction = alertOf(1, { kind: 'RETRACTED', retracts: 'BREACHED' });
  expect(titleOf(retraction)).toMatch(/^Taken back: breached: MOPX/);
});

test('a digest begins with the worst, and says what was taken back since', () => {
  const alerts = [
    alertOf(3, { kind: 'DUE_SOON', owner: 'X', party: 'SUPP', owes: ['D0001'] }),
    alertOf(1, { retracted: true }),
    alertOf(2),
    alert,
  ];
  expect(digestTitleOf(alerts)).toBe('1 still breached, 2 breached, 1 due soon');
  const text = digestTextOf(alerts, teller);
  const places = ['Still breached', 'Breached', 'Due soon'].map((head) =>
    text.indexOf(`${head}\n`),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(text).toContain(
    `MPAN ${mpanOf(1)}, investigating: Breached: MOPX owes D0002, due Mon 17 Aug 2026 (taken back since)`,
  );
  expect(text).toContain('Send D0001: it is ours to send.');
});

test('a digest of thousands names the first and counts the rest', () => {
  const alerts = Array.from({ length: 620 }, (_, n) => alertOf(n));
  const text = digestTextOf(alerts, teller);
  expect(text.match(/^ {2}MPAN/gm)).toHaveLength(500);
  expect(text).toContain('and 120 more');
});

test('where an address is configured, what people read leads to the page of the check', () => {
  const reachable = { ...teller, web: { publicAddress: 'https://pawl.example.com' } };
  const page = `https://pawl.example.com/checks/${mpanOf(1)}`;
  expect(mailTextOf(alert, 'alert-1', reachable)).toContain(`\nPage:     ${page}\n`);
  expect(digestTextOf([alert], reachable)).toContain(`\n    ${page}\n`);
  expect(digestTextOf([alert], reachable)).toContain(
    'What to do first: https://pawl.example.com/\n',
  );
  for (const format of ['slack', 'teams'] as const) {
    expect(payloadOf(format, told, reachable)).toContain(page);
  }
  expect(titleOf(alert)).not.toContain('pawl.example.com');
  for (const text of [mailTextOf(alert, 'alert-1', teller), digestTextOf([alert], teller)]) {
    expect(text).not.toMatch(/https?:|Page:/);
  }
});

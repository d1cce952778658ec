/** Files in outbox/ are named as the configuration says, each by a name of its own. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inspectConfig, mayBeNamedBy } from '../../src/config/index.ts';
import { outboxNameOf } from '../../src/gateway/outbox-name.ts';
import { doubtfulNames } from '../../src/rules/index.ts';
import { mpanOf, notificationsCsv, requestFile } from '../support/flow-files.ts';
import { filesIn, openTestGateway } from '../support/workspace.ts';

const seen = '{flow}{uuid}{fromRole}{fromParty}';
const envelope = {
  fileIdentifier: 'PW00000001',
  flow: 'D0001',
  version: '001',
  fromRole: 'X',
  fromMpid: 'SUPP',
  toRole: 'M',
  toMpid: 'MOPX',
  createdAt: '20260803090000',
  sendingApplication: '',
  receivingApplication: '',
  broadcast: '',
  testFlag: 'TR01',
  completedAt: '20260803090000',
};

test('each field is told, and a uuid is of the file alone', () => {
  expect(outboxNameOf('{flow}_{toMpid}_{fileIdentifier}.usr', envelope)).toBe(
    'D0001_MOPX_PW00000001.usr',
  );
  expect(outboxNameOf('{testFlag}-{toRole}{toParty}.{createdAt}.{fileIdentifier}', envelope)).toBe(
    'TR01-MMOPX.20260803090000.PW00000001',
  );
  const name = outboxNameOf(seen, envelope);
  expect(name).toMatch(
    /^D0001[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}XSUPP$/,
  );
  expect(outboxNameOf(seen, { ...envelope })).toBe(name);
  const others = ['PW00000002', 'PW00000003'].map((fileIdentifier) =>
    outboxNameOf(seen, { ...envelope, fileIdentifier }),
  );
  expect(new Set([name, ...others]).size).toBe(3);
  expect(mayBeNamedBy(seen, name)).toBe(true);
  expect(mayBeNamedBy(seen, `${name}.txt`)).toBe(false);
  // A name is a path.
  expect(outboxNameOf('{toMpid}{uuid}', { ...envelope, toMpid: '../X' })).not.toContain('/');
});

test.each([
  ['{flow}.usr', '{fileIdentifier} or {uuid}'],
  ['{flow}{unknown}{uuid}', 'fields of these alone'],
  ['{flow}{uuid', 'fields of these alone'],
  ['{}{uuid}', 'fields of these alone'],
  ['../{uuid}.usr', 'letters, digits'],
  ['.{uuid}', 'not beginning with'],
  ['{uuid}.tmp', 'not beginning with'],
  ['{uuid}{uuid}{uuid}{uuid}', 'at most 120 characters'],
  ['', 'letters, digits'],
])('%s is refused', (outboxName, said) => {
  const { config, problems } = inspectConfig({ mpid: 'SUPP', role: 'X', outboxName });
  expect(config).toBeNull();
  expect(problems.join('; ')).toContain('outboxName');
  expect(problems.join('; ')).toContain(said);
});

test('a name that a gateway may not know as a flow is warned of', () => {
  const named = (outboxName: string) =>
    inspectConfig({ mpid: 'SUPP', role: 'X', outboxName }).config;
  const [other, usual] = [named(seen), named('{uuid}.usr')];
  expect(other === null ? [] : doubtfulNames(other)).toHaveLength(1);
  expect(usual === null ? null : doubtfulNames(usual)).toEqual([]);
});

test('files go out under these names with the flag of their environment, and are taken in under them', async () => {
  const own = await openTestGateway({ send: 'automatic', outboxName: seen, testFlag: 'TR01' });
  await own.take('n.csv', notificationsCsv([{ mpan: mpanOf(1) }, { mpan: mpanOf(2) }]));
  await own.pass();
  const [sent] = await own.gateway.store.outbox();
  expect(sent?.name).toMatch(/^D0001[0-9a-f-]{36}XSUPP$/);
  expect(sent?.text.split('\r\n')[0]).toContain('|TR01|');
  expect(filesIn(join(own.gateway.workspace, 'outbox'))).toEqual([sent?.name]);
  own.drop(
    `sent/D0001-${mpanOf(3)}XSUPP`,
    requestFile('F2', [mpanOf(3)]).replace('|OPER|', '|TR01|'),
  );
  const { receipts } = await own.pass();
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['applied']);
});

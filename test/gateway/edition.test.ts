/** Another edition of the catalogue in force from a day on: files are read by the one of their creation. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deedsHere } from '../../src/desk/deeds.ts';
import { flowsImport, flowsImportPreview } from '../../src/desk/index.ts';
import { makeFlowFile, mpanOf, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

interface Written {
  readonly groups: { readonly id: string; items: object[] }[];
}

/** D0002 with a date before the words of each meter. */
function otherEdition(own: TestGateway): string {
  const url = new URL('../../flows/D0002_001.json', import.meta.url);
  const definition = JSON.parse(readFileSync(url, 'utf8')) as Written;
  const group = definition.groups.find(({ id }) => id === '005')!;
  group.items = [
    { ref: 'J0004', mandatory: true },
    { ref: 'J0014', mandatory: false },
    { ref: 'J0012', mandatory: false },
  ];
  const path = join(own.workspace, 'own-edition.json');
  writeFileSync(path, JSON.stringify(definition));
  return path;
}

/** The meter that the request names. */
const meterOf = (mpan: string): string => `OLD${mpan.slice(5, 12)}`;

const deskOf = (own: TestGateway, who = 'anna') => ({
  gateway: own.gateway,
  asker: { name: who, role: 'approver' as const },
  version: '',
  templates: async () => [],
  looked: () => undefined,
  audit: () => undefined,
  act: async <T>(
    reason: string | null,
    work: (deeds: typeof deedsHere, act: { who: string; reason: string }) => Promise<T>,
  ): Promise<T> => work(deedsHere, { who, reason: reason ?? '' }),
});

const report = (id: string, mpan: string, meter: string, createdAt: string): string =>
  makeFlowFile({
    id,
    createdAt,
    records: [`004|${mpan}|BACKSTOP CHECK|20260803|`, meter, '006|01|20260805||'],
  });

const outcomes = async (own: TestGateway) =>
  (await own.replayed()).checks.map(({ mpan, state, outcome }) => [mpan, state, outcome]);

async function asked(settings: Record<string, unknown> = {}): Promise<TestGateway> {
  const own = await openTestGateway(settings);
  own.clock.set('2026-08-07T12:00:00Z');
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1), mpanOf(2)]));
  return own;
}

test('is compared group by group and item by item, and changes nothing by that', async () => {
  const own = await asked();
  const found = await flowsImportPreview.ask(deskOf(own), { file: otherEdition(own) });
  expect(found).toMatchObject({
    form: 'pawl',
    from: null,
    alike: [],
    flows: [
      {
        flow: 'D0002',
        against: '001',
        differences: [],
        groups: [
          {
            id: '005',
            kind: 'differs',
            mark: 'CONFIRMED',
            items: [{ id: 'J0014', kind: 'only theirs', mark: 'CONFIRMED' }],
          },
        ],
      },
    ],
  });
  expect(await own.gateway.store.merges()).toEqual([]);
});

test('counts for files created from its day on, beside ours for those before', async () => {
  const own = await asked();
  const file = otherEdition(own);
  const asksFor = { file, from: '2026-08-06', reason: 'our licensed copy' };
  expect(await flowsImport.ask(deskOf(own), asksFor)).toMatchObject({ kind: 'merged' });
  await own.pass();
  const [change] = await own.gateway.store.configChanges(1);
  expect(change).toMatchObject({
    feeds: ['reference: definitions of own-edition.json from 2026-08-06'],
    finishedAt: expect.any(String),
  });
  const before = report(
    'R1',
    mpanOf(1),
    `005|${meterOf(mpanOf(1))}|BACKSTOP FITTED|`,
    '20260805100000',
  );
  const after = report(
    'R2',
    mpanOf(2),
    `005|${meterOf(mpanOf(2))}|20260805|BACKSTOP FITTED|`,
    '20260806100000',
  );
  expect(await own.take('before.usr', before)).toMatchObject({ outcome: 'applied', findings: [] });
  expect(await own.take('after.usr', after)).toMatchObject({ outcome: 'applied', findings: [] });
  expect(await outcomes(own)).toEqual([
    [mpanOf(1), 'closed', 'backstopPresent'],
    [mpanOf(2), 'closed', 'backstopPresent'],
  ]);
  // By ours the later one has an item too many, and is refused.
  const early = report(
    'R3',
    mpanOf(2),
    `005|${meterOf(mpanOf(2))}|20260805|BACKSTOP FITTED|`,
    '20260805100000',
  );
  expect((await own.take('early.usr', early)).findings).toMatchObject([{ code: 'ITEMS_TOO_MANY' }]);
  expect(await own.problems()).toEqual([]);
  // After a restart the same; taken back, what came under it is read by ours again.
  const again = await own.reopen();
  expect(await outcomes(again)).toEqual(await outcomes(again));
  await deedsHere.undoMerge(again.gateway, 1, { who: 'anna', reason: 'a draft' });
  await again.pass();
  expect((await outcomes(again))[1]).toEqual([mpanOf(2), 'deciding', null]);
  expect(await again.problems()).toEqual([]);
});

test('shows beforehand which checks it changes, and takes two people under four eyes', async () => {
  const own = await asked({ fourEyes: true });
  const after = report(
    'R2',
    mpanOf(2),
    `005|${meterOf(mpanOf(2))}|BACKSTOP FITTED|`,
    '20260806100000',
  );
  await own.take('after.usr', after);
  const asksFor = { file: otherEdition(own), from: '2026-08-06' };
  const found = await flowsImportPreview.ask(deskOf(own), asksFor);
  expect(found).toMatchObject({ changed: 1, checks: [{ mpan: mpanOf(2) }], proposedBy: null });
  const act = { ...asksFor, reason: 'our licensed copy' };
  expect(await flowsImport.ask(deskOf(own), act)).toMatchObject({ kind: 'proposed' });
  await expect(flowsImport.ask(deskOf(own), act)).rejects.toThrow('proposed to put');
  expect(await flowsImport.ask(deskOf(own, 'berta'), act)).toMatchObject({ kind: 'merged' });
});

test('that is none, or does not hold together, is refused in words', async () => {
  const own = await openTestGateway();
  const path = join(own.workspace, 'broken.json');
  const ask = (from?: string) =>
    flowsImportPreview.ask(deskOf(own), { file: path, ...(from === undefined ? {} : { from }) });
  await expect(ask()).rejects.toThrow('is not there');
  writeFileSync(path, '{');
  await expect(ask()).rejects.toThrow('is not JSON');
  const unknown = { ...JSON.parse(readFileSync(otherEdition(own), 'utf8')) } as Written;
  unknown.groups[0]!.items = [{ ref: 'J9999', mandatory: true }];
  writeFileSync(path, JSON.stringify(unknown));
  await expect(ask('2026-08-06')).rejects.toThrow('cannot be put in force');
});

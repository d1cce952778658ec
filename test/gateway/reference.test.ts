/** Reference data: merged from files, taught and taken back by people, previewed, sealed, put in force. */
import { describe, expect, test } from 'vitest';
import { deedsHere } from '../../src/desk/index.ts';
import { proposedMerges, teachingAct } from '../../src/gateway/index.ts';
import { previewMerge } from '../../src/rules/index.ts';
import { makeFlowFile, mpanOf, reportRecords, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const columns =
  'DIP Market Role,DIP Role Description,Market Participant Role Code,Effective From Date,Effective To Date';
const m18 = (version: number, ...rows: readonly string[]): string =>
  ['ISDEntityM18,DIP Market Role', `${version}`, `${rows.length}`].join(',') +
  `\n${columns}\n${rows.join('\n')}\n`;

const underQ = makeFlowFile({
  id: '0000000202',
  createdAt: '20260805100000',
  from: ['Q', 'MOPX'],
  records: reportRecords(mpanOf(1), 'BACKSTOP FITTED'),
});

/** A check that a report under the letter Q has answered. */
async function asked(settings: Record<string, unknown> = {}): Promise<TestGateway> {
  const own = await openTestGateway(settings);
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
  expect(await own.take('r.usr', underQ)).toMatchObject({ outcome: 'applied' });
  expect(await stateOf(own)).toBe('investigating');
  expect(await openCodes(own)).toEqual(['ROLE_NOT_KNOWN']);
  return own;
}

const stateOf = async (own: TestGateway) => (await own.replayed()).checks[0]?.state;
const openCodes = async (own: TestGateway) =>
  (await own.gateway.store.exceptions({ open: true })).map(({ code }) => code);
const roleOf = (own: TestGateway, letter: string, date = '2026-08-05') =>
  own.gateway.rules.roles.meaningOf(letter, date)?.role ?? null;
const said = { letter: 'q', role: 'SMEM', from: '2026-08-01', reason: 'MOPX told us' };
const teach = (own: TestGateway, who = 'anna') =>
  deedsHere.teach(own.gateway, said, { who, reason: said.reason });

describe('a letter that is taught', () => {
  test('is read at once in all that was kept, and its history tells who and why', async () => {
    const own = await asked();
    expect(await teach(own)).toEqual({
      kind: 'merged',
      source: 'letter Q is SMEM from 2026-08-01',
    });
    await own.pass();
    expect(await stateOf(own)).toBe('closed');
    expect(await openCodes(own)).toEqual([]);
    expect(await own.gateway.store.merges()).toMatchObject([
      { kind: 'taught', act: { who: 'anna', reason: 'MOPX told us' } },
    ]);
    const [change] = await own.gateway.store.configChanges(1);
    expect(change).toMatchObject({
      feeds: ['reference: letter Q is SMEM from 2026-08-01'],
      checksChanged: 1,
    });
    expect(await own.problems()).toEqual([]);
    // After a restart it is known, and changes nothing anew.
    const again = await own.reopen();
    expect(roleOf(again, 'Q')).toBe('SMEM');
    expect(await again.gateway.store.configChanges(9)).toHaveLength(2);
  });

  test('shows beforehand what it changes, and changes nothing by that', async () => {
    const own = await asked();
    const { merge } = teachingAct(own.gateway, said);
    const found = await previewMerge(own.gateway, merge, 9);
    expect(found).toMatchObject({
      checks: 1,
      changes: [{ subject: { letter: 'Q' }, kind: 'added', from: '2026-08-01', to: null }],
    });
    expect(found.shown[0]?.changes).toContainEqual({
      what: 'state',
      from: 'investigating',
      to: 'closed',
    });
    expect(await own.gateway.store.merges()).toEqual([]);
    expect(await stateOf(own)).toBe('investigating');
  });

  test('is taken back by its number, and comes again by that of the taking back', async () => {
    const own = await asked();
    await teach(own);
    await own.pass();
    const act = { who: 'anna', reason: 'it was another participant' };
    expect(await deedsHere.undoMerge(own.gateway, 1, act)).toMatchObject({ kind: 'merged' });
    await own.pass();
    expect([await stateOf(own), await openCodes(own)]).toEqual([
      'investigating',
      ['ROLE_NOT_KNOWN'],
    ]);
    await expect(deedsHere.undoMerge(own.gateway, 1, act)).rejects.toThrow(
      'has already been taken back',
    );
    await expect(deedsHere.undoMerge(own.gateway, 9, act)).rejects.toThrow('nothing was merged');
    await deedsHere.undoMerge(own.gateway, 2, act);
    await own.pass();
    expect(await stateOf(own)).toBe('closed');
    expect(await own.problems()).toEqual([]);
  });

  test('takes two people under four eyes', async () => {
    const own = await asked({ fourEyes: true });
    expect(await teach(own)).toMatchObject({ kind: 'proposed' });
    await expect(teach(own, 'Anna')).rejects.toThrow('proposed to teach');
    expect(await proposedMerges(own.gateway)).toMatchObject([
      { who: 'anna', answer: 'pawl reference teach Q SMEM --from 2026-08-01 --reason …' },
    ]);
    await own.pass();
    expect(await stateOf(own)).toBe('investigating');
    expect(await teach(own, 'berta')).toMatchObject({ kind: 'merged' });
    await own.pass();
    expect(await stateOf(own)).toBe('closed');
    expect(await proposedMerges(own.gateway)).toEqual([]);
    expect(await own.gateway.store.merges()).toMatchObject([
      { act: { who: 'berta', proposedBy: 'anna' } },
    ]);
  });

  test('brings back by itself what moved nothing under what it meant before', async () => {
    const own = await openTestGateway();
    await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
    const underN = underQ.replace('|Q|MOPX|', '|N|MOPX|');
    expect(await own.take('r.usr', underN)).toMatchObject({ outcome: 'not-ours' });
    const act = { who: 'anna', reason: 'they told us' };
    await deedsHere.teach(own.gateway, { letter: 'N', role: 'SMEM', reason: 'told' }, act);
    await own.pass();
    expect(await stateOf(own)).toBe('closed');
  });

  test('needs the file once more where our own letter was that of another role', async () => {
    const own = await openTestGateway();
    await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
    const toN = underQ.replace('|Q|MOPX|X|SUPP|', '|M|MOPX|N|SUPP|');
    expect(await own.take('r.usr', toN)).toMatchObject({ outcome: 'not-ours' });
    const act = { who: 'anna', reason: 'they told us' };
    await deedsHere.teach(own.gateway, { letter: 'N', role: 'Supplier', reason: 'told' }, act);
    await own.pass();
    expect(await stateOf(own)).toBe('investigating');
    await deedsHere.resubmit(own.gateway, 'r.usr', {}, act);
    const { receipts } = await own.pass();
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['applied']);
    expect(await stateOf(own)).toBe('closed');
    // The same bytes once more are a duplicate, as ever.
    expect(await own.take('again.usr', toN)).toMatchObject({ outcome: 'duplicate' });
    expect(await own.problems()).toEqual([]);
    expect(await stateOf(own)).toBe('closed');
  });

  test('that is none is refused in words', async () => {
    const own = await openTestGateway();
    const act = { who: 'anna', reason: 'why' };
    await expect(
      deedsHere.teach(own.gateway, { letter: 'Q', role: 'Plumber', reason: 'why' }, act),
    ).rejects.toThrow("'Plumber' is no role");
  });
});

describe('a file in reference/', () => {
  test('is merged once, whatever its name, and a newer version goes before an older one', async () => {
    const own = await asked();
    const newer = m18(13, 'MSS,Metering Service - Smart,Q,2026-01-01,');
    own.drop('reference/newer.csv', newer);
    expect((await own.pass()).feeds).toEqual(['reference/newer.csv']);
    expect(await stateOf(own)).toBe('closed');
    own.drop('reference/copy.csv', newer);
    own.drop('reference/older.csv', m18(12, 'SDS,Smart Data Service,Q,2026-01-01,'));
    expect((await own.pass()).feeds).toEqual(['reference/older.csv']);
    expect(roleOf(own, 'Q')).toBe('SMEM');
    expect(await own.gateway.store.merges()).toMatchObject([
      { kind: 'M18', source: 'newer.csv', version: 13, act: null },
      { kind: 'M18', source: 'older.csv', version: 12 },
    ]);
    // They stay where they are, and are not read again as news.
    expect(own.files('reference')).toEqual(['copy.csv', 'newer.csv', 'older.csv']);
    expect((await (await own.reopen()).pass()).feeds).toEqual([]);
  });

  test('of which nothing fits is refused with its reason and told, and changes nothing', async () => {
    const own = await asked();
    own.drop('reference/wrong.csv', 'ISDEntityM18,DIP Market Role,latest,1\n');
    for (let pass = 0; pass < 3; pass += 1) {
      const { feeds, odd = [] } = await own.pass();
      expect([feeds, odd.map(({ code }) => code)]).toEqual([[], ['REFERENCE_REFUSED']]);
      expect(odd[0]?.why).toContain('is no version');
    }
    const [line, ...more] = (await own.gateway.store.receipts()).filter(
      ({ folder }) => folder === 'reference',
    );
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      outcome: 'left',
      findings: [{ code: 'REFERENCE_REFUSED' }],
    });
    expect(await own.gateway.store.merges()).toEqual([]);
    own.drop('reference/wrong.csv', m18(13, 'MSS,,Q,2026-01-01,'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await own.pass()).toMatchObject({ feeds: ['reference/wrong.csv'], odd: [] });
  });

  test('of another entity is named among the files, and raises no alarm', async () => {
    const own = await openTestGateway();
    own.drop('reference/M05.csv', 'ISDEntityM05,GSP Group,3,1\nGSP Group\n_A\n');
    expect((await own.pass()).odd).toEqual([]);
    expect(await own.gateway.store.receipts()).toMatchObject([
      { outcome: 'left', findings: [{ code: 'REFERENCE_NOT_USED' }] },
    ]);
  });

  test('of corrections says what counts now, and counts again where it is as it was', async () => {
    const own = await asked();
    const write = async (text: string) => {
      own.drop('reference/own.csv', text);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return (await own.pass()).feeds;
    };
    const taught = 'letter,role,reason\nQ,SMEM,they told us\nY,Plumber,wrong\n';
    expect(await write(taught)).toEqual(['reference/own.csv']);
    expect(await stateOf(own)).toBe('closed');
    expect((await own.gateway.store.merges())[0]?.findings).toMatchObject([
      { code: 'REFERENCE_ROW_INVALID', line: 3 },
    ]);
    expect(await write('letter,role,reason\n')).toEqual(['reference/own.csv']);
    expect(await stateOf(own)).toBe('investigating');
    expect(await write(taught)).toEqual(['reference/own.csv']);
    expect(await stateOf(own)).toBe('closed');
    expect(await own.problems()).toEqual([]);
  });

  test('that only confirms what is known folds nothing again', async () => {
    const own = await asked();
    own.drop('reference/same.csv', m18(13, 'LDSO,Distributor,R,2020-01-01,'));
    expect((await own.pass()).feeds).toEqual(['reference/same.csv']);
    expect(await own.gateway.store.configChanges(9)).toHaveLength(1);
    const meaning = own.gateway.rules.roles.meaningOf('R', '2026-08-05');
    expect(meaning?.fact).toMatchObject({ confidence: 'published', source: { version: 13 } });
  });

  test('is taken in before the flows of the same pass', async () => {
    const own = await openTestGateway();
    own.drop('reference/own.csv', 'letter,role\nQ,SMEM\n');
    own.drop('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
    own.drop('r.usr', underQ);
    await own.pass();
    expect([await stateOf(own), await openCodes(own)]).toEqual(['closed', []]);
  });

  test('that is still being written is waited for', async () => {
    const own = await openTestGateway({ csvQuietPeriodMs: 60_000 });
    own.drop('reference/own.csv', 'letter,role\nQ,SM');
    const { feeds, waiting } = await own.engine.pass({ final: false });
    expect([feeds, waiting.map(({ name }) => name)]).toEqual([[], ['reference/own.csv']]);
  });
});

test('what was merged is sealed: another hand in it is found', async () => {
  const own = await asked();
  await teach(own);
  await own.pass();
  await own.close();
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(`${own.workspace}/data/pawl.db`);
  database.exec(`update reference_merges set said = replace(said, 'SMEM', 'AMEM')`);
  database.close();
  const again = await own.reopen();
  expect((await again.problems()).join('\n')).toContain('merge of reference data 1');
});

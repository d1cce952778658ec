/** Linked export MPANs and since when a site exports, from the file to what people see, and are left with. */
import { describe, expect, test } from 'vitest';
import { operation, telling } from '../../src/cli/text/explain.ts';
import type { AnswerOf } from '../../src/desk/index.ts';
import { hearDecision } from '../../src/gateway/index.ts';
import { eraseMpan } from '../../src/keeping/index.ts';
import { mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';
import { openWebDesk } from '../web/desk.ts';
import { mainOf, pageAt, wordsOf } from '../web/pages.ts';

const columns = 'mpan,supplier,from,linkedExportMpan,linkedExportOn';
const checksOf = async (own: TestGateway): Promise<string[]> =>
  (await own.replayed()).checks.map(({ openedOn, outcome, state, linkedExportMpan, exportSince }) =>
    [openedOn, outcome ?? state, linkedExportMpan ?? '-', exportSince ?? '-'].join(' '),
  );

describe('a linked export MPAN of an appointments file', () => {
  test('opens no check of the past, and rewrites none', async () => {
    const own = await openTestGateway();
    await own.take('sent/r.usr', requestFile('R1', [mpanOf(1)], '20260803100000'));
    await own.take('m.usr', reportFile('M1', [mpanOf(1)], 'BACKSTOP FITTED'));
    const before = await own.replayed();
    own.clock.set('2026-08-12T10:00:00Z');
    const rows = [mpanOf(1), mpanOf(2)].map((mpan) => `${mpan},SUPP,2021-04-01,${mpanOf(9)},`);
    const text = [columns, ...rows, ''].join('\n');
    expect(await own.take('a.csv', text)).toMatchObject({ outcome: 'applied' });
    const { checks, alerts } = await own.replayed();
    expect(checks[0]).toEqual(before.checks[0]);
    expect(await checksOf(own)).toEqual([
      '2026-08-03 backstopPresent - -',
      `2026-08-12 notified ${mpanOf(9)} -`,
    ]);
    expect(alerts).toEqual(before.alerts);
    // Told again with more rows, as such a list is.
    own.clock.set('2026-08-14T10:00:00Z');
    await own.take('b.csv', `${text}${mpanOf(3)},SUPP,2021-04-01,${mpanOf(8)},2026-08-11\n`);
    expect((await checksOf(own)).slice(1)).toEqual([
      `2026-08-12 notified ${mpanOf(9)} -`,
      `2026-08-11 notified ${mpanOf(8)} -`,
    ]);
    expect((await own.replayed()).checks[1]?.exceptions).toEqual([]);
    expect(await own.problems()).toEqual([]);
  });

  test('opens none where the configuration says so, and its checks once it says otherwise', async () => {
    const quiet = { linkedExportOpensCheck: false };
    const own = await openTestGateway(quiet);
    await own.take('a.csv', `${columns}\n${mpanOf(1)},SUPP,2026-08-03,${mpanOf(9)},\n`);
    expect(await checksOf(own)).toEqual([]);
    const again = await own.reopen({ linkedExportOpensCheck: true });
    expect(await checksOf(again)).toEqual([`2026-08-03 notified ${mpanOf(9)} -`]);
  });
});

test('page, explain and JSON say what opened a check and since when the site exports', async () => {
  const desk = await openWebDesk({ story: false });
  const rows = `${columns}\n${mpanOf(1)},SUPP,2026-08-03,${mpanOf(9)},\n`;
  await desk.take('a.csv', rows);
  const notified = 'mpan,notifiedOn,source,reference,exportSince\n';
  await desk.take('n.csv', `${notified}${mpanOf(1)},2026-08-04,customer,C1,2026-05-02\n`);
  const words = wordsOf(mainOf(await pageAt(desk, `/checks/${mpanOf(1)}`)));
  expect(words).toContain(`Opened by linked export MPAN ${mpanOf(9)}`);
  expect(words).toContain('Exports since Sat 2 May 2026');
  expect(words).toContain('EXPORTED_BEFORE_NOTICE');
  const answer = await (await desk.as('viewer', `/api/v1/checks/${mpanOf(1)}`)).json();
  const history = answer as AnswerOf<typeof operation>;
  expect(history.checks).toMatchObject([
    { linkedExportMpan: mpanOf(9), exportSince: '2026-05-02' },
  ]);
  const lines = [...telling.lines(history, { zone: 'Europe/London' } as never)].join('\n');
  expect(lines).toContain(`Opened by linked export MPAN ${mpanOf(9)}.`);
  expect(lines).toContain('The site exports since Sat 2 May 2026.');
  expect(lines).toContain(`notification by linked export MPAN, reference ${mpanOf(9)}`);
});

test('an erasure leaves no linked export MPAN', async () => {
  const own = await openTestGateway();
  await own.take('a.csv', `${columns}\n${mpanOf(1)},SUPP,2026-08-03,${mpanOf(9)},\n`);
  const act = { who: 'anna', reason: 'the customer has asked' };
  await hearDecision(own.gateway, mpanOf(1), { name: 'cancel' }, act);
  await eraseMpan(own.gateway, mpanOf(1), act);
  expect(await checksOf(own)).toEqual(['2026-08-03 cancelled - -']);
  const left = own.files().map((name) => own.read(name));
  expect(left.join('\n')).not.toContain(mpanOf(9));
  expect(await own.problems()).toEqual([]);
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundledBankHolidays, calendarOf, notCovered } from '../../src/calendar/index.ts';
import { fixedClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config/config.ts';
import { demonstration, demonstrationMpans as mpans } from '../../src/demo/demonstration.ts';
import { openEngine } from '../../src/engine.ts';
import { loadCatalogue } from '../../src/shipped-flows.ts';
import { makeFolders } from '../../src/files/index.ts';
import { owedFlows } from '../../src/gateway/index.ts';
import { createLog } from '../../src/log.ts';

const calendar = calendarOf(bundledBankHolidays, 'england-and-wales')!;
const catalogue = loadCatalogue();

// A working Wednesday, a Sunday, Christmas Day, the Tuesday after Easter, the change of the clocks.
test.each(['2026-08-05', '2026-11-22', '2026-12-25', '2026-04-07', '2026-10-25'])(
  'on %s something is met, late, overdue, due soon, unclear and waiting',
  async (today) => {
    const files = demonstration(catalogue, calendar, today);
    if (files === notCovered) throw new Error(files);
    const workspace = mkdtempSync(join(tmpdir(), 'pawl-demo-'));
    makeFolders(workspace);
    for (const { name, into, text } of files) writeFileSync(join(workspace, into, name), text);
    const engine = await openEngine({
      workspace,
      config: readConfig({ mpid: 'SUPP', role: 'X', lateClaimWorkingDays: 250 }, 'test'),
      clock: fixedClock(`${today}T00:30:00Z`),
      log: createLog('silent', 'none'),
      storePath: ':memory:',
      progress: null,
    });
    const { store } = engine.gateway();
    const { receipts } = await engine.pass({ final: true });
    const outcomes = receipts.map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'rejected')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(files.length - 1);
    const checks = new Map((await store.checks({})).map((check) => [check.mpan, check]));
    expect(checks.get(mpans.replacedInTime)?.outcome).toBe('meterReplaced');
    expect(checks.get(mpans.hasBackstop)?.outcome).toBe('backstopPresent');
    expect(checks.get(mpans.answeredLate)?.outcome).toBe('cannotReverse');
    expect(checks.get(mpans.unclear)?.state).toBe('deciding');
    const alerts = (await store.alertsOf(null)).map(({ mpan, kind }) => `${mpan} ${kind}`);
    expect(alerts).toEqual([`${mpans.overdue} BREACHED`, `${mpans.dueSoon} DUE_SOON`]);
    const owed = (await owedFlows(engine.gateway())).map(({ id }) => id);
    expect(owed).toEqual([
      `${mpans.toReplace}-D0142`,
      `${mpans.toInvestigate}-D0001`,
      `${mpans.justNotified}-D0001`,
    ]);
    const open = await store.exceptions({ open: true });
    expect(open.map(({ code }) => code)).toEqual(['REPORT_UNCLEAR']);
    const all = await store.exceptions({});
    expect(all.filter(({ code }) => code === 'CREATED_IN_FUTURE')).toEqual([]);
    await engine.close();
  },
);

test('where the bank holidays are not known there is no demonstration', () => {
  expect(demonstration(catalogue, calendar, '2028-12-22')).toBe(notCovered);
});

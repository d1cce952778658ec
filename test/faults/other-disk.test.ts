/** A drop folder that turns into a link to another disk while the gateway is at work. */
import { mkdtempSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mpanOf, notificationsCsv, reportFile, requestFile } from '../support/flow-files.ts';
import { openWatched } from '../health/gateway.ts';

const elsewhere = '/dev/shm';
const device = (path: string): number =>
  statSync(path, { throwIfNoEntry: false })?.dev ?? statSync(tmpdir()).dev;

test.skipIf(device(elsewhere) === device(tmpdir())).each(['inbox', 'sent', 'outbox', 'archive'])(
  '%s/ on another disk stops nothing: all is taken in, put away and written, once',
  async (folder) => {
    const own = await openWatched({ send: 'automatic', quietPeriodMs: 0 });
    const other = mkdtempSync(join(elsewhere, 'pawl-test-'));
    onTestFinished(() => rmSync(other, { recursive: true, force: true }));
    const pass = () => own.watched.pass({ final: false });
    await pass();
    renameSync(join(own.workspace, folder), join(own.workspace, `${folder}-before`));
    symlinkSync(other, join(own.workspace, folder));
    const drop = (path: string, text: string): void =>
      writeFileSync(join(own.workspace, path), text);
    drop('inbox/n.csv', notificationsCsv([1, 2].map((n) => ({ mpan: mpanOf(n) }))));
    drop('sent/b.usr', requestFile('F2', [mpanOf(3)]));
    const receipts = [...(await pass()).receipts];
    drop('inbox/c.usr', reportFile('F3', [mpanOf(3)], 'NO BACKSTOP FITTED'));
    receipts.push(...(await pass()).receipts);
    own.clock.set('2026-09-10T12:00:00Z');
    own.ground.monotonicMs = 36 * 86_400_000;
    const { alerts } = await pass();
    expect(receipts.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['b.usr', 'applied'],
      ['n.csv', 'applied'],
      ['c.usr', 'applied'],
    ]);
    expect(alerts).toBeGreaterThan(0);
    expect(own.told()).toEqual([]);
    expect((await own.gateway.store.outbox()).length).toBeGreaterThan(0);
    expect(await own.gateway.store.unwritten(1)).toEqual([]);
    expect(await own.gateway.store.unsettled()).toEqual([]);
    expect(await own.problems()).toEqual([]);
  },
);

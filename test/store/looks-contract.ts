/** Looks, wherever they are kept: noted, told page by page, and purged. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Looks } from '../../src/store/index.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';

/** `open` gives the looks of a workspace, the same ones each time. */
type OpenLooks = (workspace: string, tell: (error: unknown) => void) => Promise<Looks>;

const look = { role: 'operator', through: 'page', what: 'explain' } as const;
const wholePage = { after: null, limit: 500 };

export function looksContract(name: string, open: OpenLooks): void {
  const opened = async (workspace: string): Promise<Looks> => {
    const looks = await open(workspace, (error) => expect.fail(String(error)));
    onTestFinished(() => looks.close());
    return looks;
  };

  test(`${name}: a look is of each MPAN, the newest first, with a line of its own`, async () => {
    const workspace = tempFolder();
    const looks = await opened(workspace);
    const other = await opened(workspace);
    looks.note({ ...look, at: '2026-08-05T10:00:00Z', who: 'Otto' }, [mpanOf(1), mpanOf(2)]);
    looks.note({ ...look, at: '2026-08-05T10:00:00Z', who: 'vera' }, []);
    looks.note({ ...look, at: '2026-08-06T10:00:00Z', who: 'vera', what: 'a\0b' }, [mpanOf(2)]);
    await looks.flush();
    const told = await other.looksPage({}, { ...wholePage, countTo: 10 });
    expect(told?.counted).toEqual({ number: 3, isMore: false });
    const items = told?.items ?? [];
    expect(items.map(({ at, who, what, mpan }) => [at.slice(8, 10), who, what, mpan])).toEqual([
      ['06', 'vera', 'a\0b', mpanOf(2)],
      ['05', 'Otto', 'explain', mpanOf(2)],
      ['05', 'Otto', 'explain', mpanOf(1)],
    ]);
    const folder = join(workspace, 'looks');
    expect(readdirSync(folder)).toEqual(['looks-2026-08-05.jsonl', 'looks-2026-08-06.jsonl']);
    const line = JSON.parse(readFileSync(join(folder, 'looks-2026-08-05.jsonl'), 'utf8'));
    expect(line).toMatchObject({ who: 'Otto', mpans: 2, look: items[1]?.id });
  });

  test(`${name}: looks are narrowed, and read from where a page ended`, async () => {
    const looks = await opened(tempFolder());
    for (let n = 0; n < 60; n += 1) {
      const day = String((n % 20) + 1).padStart(2, '0');
      const who = n % 2 === 0 ? 'Anne' : 'bert';
      looks.note({ ...look, at: `2026-08-${day}T10:00:00Z`, who }, [mpanOf(n % 3)]);
    }
    const number = async (filter: Parameters<Looks['looksPage']>[0]): Promise<number> =>
      (await looks.looksPage(filter, wholePage))?.items.length ?? -1;
    expect(await number({})).toBe(60);
    expect(await number({ who: 'aNNe' })).toBe(30);
    expect(await number({ mpan: mpanOf(1), who: 'bert' })).toBe(10);
    expect(await number({ from: '2026-08-11T00:00:00Z', until: '2026-08-12T00:00:00Z' })).toBe(3);
    const met: number[] = [];
    for (let after: string | null = null; ; ) {
      const page = await looks.looksPage({ isRising: true }, { after, limit: 7 });
      met.push(...(page?.items ?? []).map(({ id }) => id));
      after = page?.next ?? null;
      if (after === null) break;
    }
    expect([met.length, new Set(met).size]).toEqual([60, 60]);
    expect(await looks.looksPage({}, { after: 'x', limit: 5 })).toBeNull();
  });

  test(`${name}: who comes back after an hour is told when they were here before`, async () => {
    const workspace = tempFolder();
    const looks = await opened(workspace);
    expect(await looks.lastHere('anne')).toBeNull();
    for (const at of ['10:00:00', '10:30:00', '10:59:00']) {
      looks.visit('anne', `2026-08-05T${at}Z`);
      expect(await looks.lastHere('anne')).toBeNull();
    }
    looks.visit('Anne', '2026-08-05T11:59:00Z');
    expect(await looks.lastHere('ANNE')).toBe('2026-08-05T10:59:00Z');
    // A clock behind that of another who writes takes nothing back.
    const other = await opened(workspace);
    other.visit('anne', '2026-08-05T11:00:00Z');
    other.visit('anne', '2026-08-05T12:10:00Z');
    expect(await other.lastHere('anne')).toBe('2026-08-05T10:59:00Z');
  });

  test(`${name}: what is older goes, and its days`, async () => {
    const workspace = tempFolder();
    const looks = await opened(workspace);
    for (const day of ['01', '02', '03']) {
      looks.note({ ...look, at: `2026-08-${day}T10:00:00Z`, who: 'otto' }, [mpanOf(1), mpanOf(2)]);
      looks.visit(`otto ${day}`, `2026-08-${day}T10:00:00Z`);
    }
    await looks.flush();
    expect(await looks.countLooksBefore('2026-08-03T00:00:00Z')).toBe(4);
    await looks.purgeLooks('2026-08-03T00:00:00Z');
    expect(await looks.countLooksBefore('2027-01-01T00:00:00Z')).toBe(2);
    expect(existsSync(join(workspace, 'looks', 'looks-2026-08-02.jsonl'))).toBe(false);
    expect(existsSync(join(workspace, 'looks', 'looks-2026-08-03.jsonl'))).toBe(true);
  });
}

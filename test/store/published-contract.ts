/** What every store must do with what was published; beside the suite of the whole store. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Chase, PublishedEntry } from '../../src/store/index.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { tempFolder } from '../support/workspace.ts';

/** What both stores have. */
type Store = PostgresStore;

const at = '2026-08-19T07:00:00Z';

const entryOf = (uid: string, changes: Partial<PublishedEntry> = {}): PublishedEntry => ({
  uid,
  sequence: 0,
  body: '{"summary":"a, b; c"}',
  changedAt: at,
  cancelledAt: null,
  ...changes,
});

const chaseOf = (party: string, changes: Partial<Chase> = {}): Chase => ({
  party,
  chasedOn: '2026-08-19',
  mailTo: `${party.toLowerCase()}@example`,
  subject: 'Late – by a day',
  text: 'One line.\nAnother.\n',
  ...changes,
});

const dayOf = (on: string, sendAt: string | null = at) => ({
  note: 'chased-on',
  on,
  keepFrom: '2025-08-19',
  sendAt,
});

export function publishedContract(name: string, open: (path: string) => Promise<Store>): void {
  const fresh = async (path = join(tempFolder(), 'pawl.db')): Promise<Store> => {
    const store = await open(path);
    onTestFinished(() => store.close());
    return store;
  };

  describe(`${name}: published entries`, () => {
    test('are kept with each change, and forgotten', async () => {
      const path = join(tempFolder(), 'pawl.db');
      const store = await fresh(path);
      await store.publish([entryOf('b'), entryOf('a')], []);
      const changed = entryOf('b', { sequence: 1, body: '{}', cancelledAt: at });
      await store.publish([changed, entryOf('c')], ['a']);
      expect(await (await fresh(path)).publishedEntries()).toEqual([changed, entryOf('c')]);
    });
  });

  describe(`${name}: chases`, () => {
    test('are queued with their note, one for a party and a day', async () => {
      const store = await fresh();
      await store.queueChases(
        [chaseOf('MOPX'), chaseOf('MOPY', { mailTo: null })],
        dayOf('2026-08-19'),
      );
      await store.queueChases([chaseOf('MOPX', { text: 'other' })], dayOf('2026-08-19'));
      expect(await store.note('chased-on')).toBe('2026-08-19');
      const stored = { id: 1, attempts: 0, nextAttemptAt: at, sentAt: null, lastError: null };
      expect(await store.chasesOf('2026-08-19')).toEqual([
        { ...chaseOf('MOPX'), ...stored },
        { ...chaseOf('MOPY', { mailTo: null }), ...stored, id: 2, nextAttemptAt: null },
      ]);
      expect(await store.chasesDue(at, 9)).toHaveLength(1);
      expect(await store.chasesDue('2026-08-19T06:59:59Z', 9)).toEqual([]);
    });

    test('wait to be written, and to be sent where there is a mail server', async () => {
      const store = await fresh();
      await store.queueChases([chaseOf('MOPX'), chaseOf('MOPY')], dayOf('2026-08-19', null));
      expect(await store.chasesDue('2026-12-31T00:00:00Z', 9)).toEqual([]);
      const [first] = await store.chasesUnwritten(1);
      await store.markChaseWritten(first!.id);
      expect((await store.chasesUnwritten(9)).map(({ party }) => party)).toEqual(['MOPY']);
    });

    test('that failed come again at their time, and what is over does not', async () => {
      const store = await fresh();
      const parties = ['MOPX', 'MOPY', 'MOPZ'];
      await store.queueChases(
        parties.map((party) => chaseOf(party)),
        dayOf('2026-08-19'),
      );
      const later = {
        outcome: 'later',
        nextAttemptAt: '2026-08-19T07:01:00Z',
        error: 'why',
      } as const;
      await store.markChase(1, later, at);
      await store.markChase(2, { outcome: 'sent' }, at);
      await store.markChase(3, { outcome: 'givenUp', error: 'no' }, at);
      expect(await store.chasesDue(at, 9)).toEqual([]);
      expect(await store.chasesDue('2026-08-19T07:01:00Z', 9)).toMatchObject([
        { party: 'MOPX', attempts: 1, lastError: 'why' },
      ]);
      expect(await store.chasesOf('2026-08-19')).toMatchObject([
        { sentAt: null },
        { sentAt: at, lastError: null },
        { sentAt: null, attempts: 1, nextAttemptAt: null, lastError: 'no' },
      ]);
    });

    test('are overtaken by the next to the same party, and forgotten when they are old', async () => {
      const store = await fresh();
      await store.queueChases([chaseOf('MOPX'), chaseOf('MOPY')], dayOf('2026-08-19'));
      const next = chaseOf('MOPX', { chasedOn: '2026-08-20' });
      await store.queueChases([next], dayOf('2026-08-20'));
      const due = await store.chasesDue(at, 9);
      expect(due.map(({ party, chasedOn }) => [party, chasedOn])).toEqual([
        ['MOPY', '2026-08-19'],
        ['MOPX', '2026-08-20'],
      ]);
      expect(await store.chasesOf('2026-08-19')).toMatchObject([
        { lastError: 'overtaken by the next' },
        { lastError: null },
      ]);
      await store.queueChases([], { ...dayOf('2026-08-21'), keepFrom: '2026-08-20' });
      expect(await store.chasesOf('2026-08-19')).toEqual([]);
      expect(await store.chasesOf('2026-08-20')).toHaveLength(1);
    });
  });

  test(`${name}: a commit of anybody leaves its mark, and a read does not`, async () => {
    const path = join(tempFolder(), 'pawl.db');
    const store = await fresh(path);
    const other = await fresh(path);
    const first = await store.changeMark();
    await store.checks({});
    expect(await store.changeMark()).toBe(first);
    await store.setNote('k', '1');
    const second = await store.changeMark();
    expect(second).not.toBe(first);
    await other.setNote('k', '2');
    expect(await store.changeMark()).not.toBe(second);
  });
}

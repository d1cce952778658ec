import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { badEntryInWords } from '../../src/keeping/verify-chain.ts';
import { digestOf, linkOf, openSqliteStore, unitOfWork } from '../../src/store/index.ts';
import { at, eventOf } from '../store/rows.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import { entriesMade, makeJournal, verifiedAfter, verifyChain } from './journal.ts';

let folder = '';
let template = '';
const after = (change: (database: DatabaseSync) => void) => verifiedAfter(template, folder, change);

beforeEach(async () => {
  folder = tempFolder();
  template = join(folder, 'pawl.db');
  await makeJournal(template);
});

const columns = ['mpan', 'key', 'kind', 'effective_at', 'received_at', 'body', 'digest', 'link'];
const numbers = fc.integer({ min: 1, max: entriesMade });
const runs = { numRuns: 60 };

const rowAt = (database: DatabaseSync, seq: number): Record<string, string | null> =>
  database.prepare(`select ${columns.join(', ')} from journal where seq = ?`).get(seq) as never;

function put(database: DatabaseSync, seq: number, row: Record<string, string | null>): void {
  const set = columns.map((column) => `${column} = ?`).join(', ');
  const values = columns.map((column) => row[column] ?? null);
  database.prepare(`update journal set ${set} where seq = ?`).run(...values, seq);
}

test('a journal that nobody touched is sound, with what was erased of it', async () => {
  const { bad, entries, head } = await after(() => undefined);
  expect(bad).toEqual([]);
  expect(entries).toBe(entriesMade);
  expect(head).toMatchObject({ seq: entriesMade });
});

describe('the first bad entry is found and named after', () => {
  test('the change of any one character', async () => {
    const property = fc.asyncProperty(
      numbers,
      fc.constantFrom(...columns),
      fc.nat(),
      fc.constantFrom('x', '0', 'é', ' '),
      async (seq, column, where, character) => {
        let isChanged = false;
        const { bad } = await after((database) => {
          const row = rowAt(database, seq);
          const text = row[column] ?? '';
          const index = where % Math.max(1, text.length);
          isChanged = text[index] !== character;
          const changed = text.slice(0, index) + character + text.slice(index + 1);
          put(database, seq, { ...row, [column]: changed });
        });
        if (!isChanged) return;
        expect(bad[0]?.seq).toBe(seq);
      },
    );
    await fc.assert(property, runs);
  });

  test('the loss of any entry', async () => {
    for (let seq = 1; seq <= entriesMade; seq += 1) {
      const { bad } = await after((database) => {
        database.prepare('delete from journal where seq = ?').run(seq);
      });
      expect(bad[0]).toMatchObject({ seq });
      expect(bad[0]?.says).toContain('is missing');
    }
  });

  test('the exchange of any two entries', async () => {
    const property = fc.asyncProperty(numbers, numbers, async (one, other) => {
      fc.pre(one !== other);
      const { bad } = await after((database) => {
        const first = rowAt(database, one);
        const second = rowAt(database, other);
        put(database, one, { ...second, key: 'in between' });
        put(database, other, first);
        put(database, one, second);
      });
      expect(bad[0]?.seq).toBe(Math.min(one, other));
    });
    await fc.assert(property, runs);
  });

  test('the insertion of a copy of an entry anywhere', async () => {
    const property = fc.asyncProperty(numbers, numbers, async (place, copied) => {
      const { bad } = await after((database) => {
        const row = rowAt(database, copied);
        for (let seq = entriesMade; seq >= place; seq -= 1) {
          database.prepare('update journal set seq = ? where seq = ?').run(seq + 1, seq);
        }
        database
          .prepare(`insert into journal (seq, ${columns.join(', ')}) values (${'?,'.repeat(8)}?)`)
          .run(place, ...columns.map((name) => (name === 'key' ? 'copy' : (row[name] ?? null))));
      });
      // A copy before its own original is like it; it is the original that does not follow.
      expect([place, ...(copied === place ? [place + 1] : [])]).toContain(bad[0]?.seq);
    });
    await fc.assert(property, runs);
  });

  test('an entry put behind the last by somebody who knows how links are made', async () => {
    const { bad } = await after((database) => {
      const last = rowAt(database, entriesMade);
      const body =
        '{"mpan":"","key":"k","kind":"purged","effectiveAt":"","receivedAt":"","entries":[]}';
      const digest = digestOf(body);
      const link = linkOf(last['link'] ?? '', digest);
      database
        .prepare(
          `insert into journal (${columns.join(', ')}) values ('', 'k', 'purged', '', '', ?, ?, ?)`,
        )
        .run(body, digest, link);
    });
    expect(bad).toHaveLength(1);
    expect(bad[0]).toMatchObject({ seq: entriesMade + 1 });
    expect(bad[0]?.says).toContain('not put in by Pawl');
  });

  test('a content that was taken away without an erasure', async () => {
    const { bad } = await after((database) => {
      database.exec(`update journal set body = null, kind = 'gone', effective_at = '',
        received_at = '', key = 'k' where seq = 3`);
    });
    expect(bad.map(({ seq, says }) => [seq, says])).toEqual([
      [3, 'has no content, and no erasure accounts for that'],
    ]);
  });
});

test('a gateway that writes on while the chain is followed is no tampering', async () => {
  const store = await openSqliteStore(template);
  const gateway = {
    workspace: folder,
    progress: null,
    store: {
      ...store,
      async *chain(mpan: string | null) {
        yield* store.chain(mpan);
        await store.commit(unitOfWork(at, { events: [eventOf(3, 'meanwhile')] }));
      },
    },
  };
  const { bad } = await verifyChain(gateway);
  await store.close();
  expect(bad).toEqual([]);
});

test('a bad entry is told by number, MPAN, file and line', async () => {
  const { bad } = await after((database) => {
    database.exec(`update journal set body = replace(body, 'MOPX', 'MOPY') where seq = 7`);
  });
  expect(badEntryInWords(bad[0]!)).toBe(
    `journal entry 7 (MPAN ${mpanOf(2)}, 00-D0002.usr line 8) has other content than was recorded`,
  );
});

test('a journal cut off at its end, its note with it, contradicts what was written down', async () => {
  const whole = await after(() => undefined);
  appendFileSync(
    join(folder, 'reports', 'journal-heads.jsonl'),
    `${JSON.stringify({ at: '2026-08-06T00:00:00Z', ...whole.head })}\n{"half`,
  );
  const cut = (database: DatabaseSync): void => {
    database.exec(`delete from journal where seq > 12;
      update notes set value = (select '12 ' || link from journal where seq = 12)
        where key = 'journal-head';`);
  };
  const { bad } = await after(cut);
  expect(bad[0]).toMatchObject({ seq: 13, mpan: null });
  expect(bad[0]?.says).toContain(`entry ${entriesMade} was written down on 2026-08-06`);
});

test('a chain made anew over changed content contradicts what was written down', async () => {
  const whole = await after(() => undefined);
  const line = { at: '2026-08-06T00:00:00Z', ...whole.head };
  appendFileSync(join(folder, 'reports', 'journal-heads.jsonl'), `${JSON.stringify(line)}\n`);
  const { bad } = await after((database) => {
    database.exec(`update journal set body = replace(body, 'MOPX', 'MOPY') where seq = 7`);
    let before = String(rowAt(database, 6)['link']);
    for (let seq = 7; seq <= entriesMade; seq += 1) {
      const row = rowAt(database, seq);
      const digest = row['body'] === null ? String(row['digest']) : digestOf(String(row['body']));
      before = linkOf(before, digest);
      put(database, seq, { ...row, digest, link: before });
    }
    database
      .prepare(`update notes set value = ? where key = 'journal-head'`)
      .run(`${entriesMade} ${before}`);
  });
  expect(bad.map(({ seq }) => seq)).toEqual([entriesMade]);
  expect(bad[0]?.says).toContain('does not have the link that was written down');
});

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { fc } from '../support/fc.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { badEntryInWords } from '../../src/keeping/verify-chain.ts';
import {
  commitHeadOf,
  digestOf,
  linkOf,
  openSqliteStore,
  rootOf,
  unitOfWork,
} from '../../src/store/index.ts';
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

const texts = ['mpan', 'key', 'kind', 'effective_at', 'received_at', 'body', 'digest', 'link'];
const columns = [...texts, 'follows'];
const numbers = fc.integer({ min: 1, max: entriesMade });
const runs = { numRuns: 60 };

const rowAt = (database: DatabaseSync, seq: number): Record<string, string | null> =>
  database.prepare(`select ${columns.join(', ')} from journal where seq = ?`).get(seq) as never;

function put(database: DatabaseSync, seq: number, row: Record<string, string | null>): void {
  const set = columns.map((column) => `${column} = ?`).join(', ');
  const values = columns.map((column) => row[column] ?? null);
  database.prepare(`update journal set ${set} where seq = ?`).run(...values, seq);
}

/** Adds a commit as Pawl does, behind the last one. Returns its head. */
function putCommit(
  database: DatabaseSync,
  { first, last, links }: { first: number; last: number; links: readonly string[] },
): string {
  const newest = database.prepare('select head from commits order by last desc limit 1').get();
  const root = rootOf(links);
  const head = commitHeadOf(String(newest?.['head'] ?? '0'.repeat(64)), { first, last, root });
  database
    .prepare('insert into commits (first, last, root, head) values (?, ?, ?, ?)')
    .run(first, last, root, head);
  return head;
}

/** Changes the content of an entry, and makes its links and all that follow from them anew. */
function anew(database: DatabaseSync, changed: number, from: string, to: string): void {
  database
    .prepare('update journal set body = replace(body, ?, ?) where seq = ?')
    .run(from, to, changed);
  for (let seq = changed; seq <= entriesMade; seq += 1) {
    const row = rowAt(database, seq);
    const digest = row['body'] === null ? String(row['digest']) : digestOf(String(row['body']));
    const follows = Number(row['follows']);
    const before = follows === 0 ? '0'.repeat(64) : String(rowAt(database, follows)['link']);
    put(database, seq, { ...row, digest, link: linkOf(before, digest, seq) });
  }
}

async function commitsIn(path: string) {
  const store = await openSqliteStore(path);
  const commits = await store.commits(0, 100);
  await store.close();
  return commits;
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
      fc.constantFrom(...texts),
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
          .prepare(`insert into journal (seq, ${columns.join(', ')}) values (${'?,'.repeat(9)}?)`)
          .run(place, ...columns.map((name) => (name === 'key' ? 'copy' : (row[name] ?? null))));
      });
      // A copy before its own original is like it; it is the original that does not follow.
      expect([place, ...(copied === place ? [place + 1] : [])]).toContain(bad[0]?.seq);
    });
    await fc.assert(property, runs);
  });

  test('an entry put behind the last by somebody who knows how links are made', async () => {
    for (const isCommitted of [false, true]) {
      const { bad } = await after((database) => {
        const body =
          '{"mpan":"","key":"k","kind":"purged","effectiveAt":"","receivedAt":"","entries":[]}';
        const digest = digestOf(body);
        const seq = entriesMade + 1;
        const link = linkOf('0'.repeat(64), digest, seq);
        database
          .prepare(`insert into journal (${columns.join(', ')})
            values ('', 'k', 'purged', '', '', ?, ?, ?, 0)`)
          .run(body, digest, link);
        if (isCommitted) putCommit(database, { first: seq, last: seq, links: [link] });
      });
      expect(bad).toHaveLength(1);
      expect(bad[0]).toMatchObject({ seq: entriesMade + 1 });
      expect(bad[0]?.says).toContain('not put in by Pawl');
    }
  });

  test('the change of any part of any commit, and its loss', async () => {
    const whole = await commitsIn(template);
    expect(whole.length).toBeGreaterThan(9);
    for (const { first, last } of whole) {
      for (const change of [
        'root = substr(root, 2) || root',
        "head = replace(substr(head, 1, 1), '0', '1') || 'e' || substr(head, 3, 62)",
        'first = first + 1',
        'first = first - 1',
        'last = last + 100',
      ]) {
        const { bad } = await after((database) => {
          database.prepare(`update commits set ${change} where last = ?`).run(last);
        });
        expect(bad.length, `${change} of ${last}`).toBeGreaterThan(0);
        expect(bad[0]?.seq, `${change} of ${last}`).toBeGreaterThanOrEqual(first - 1);
      }
      const { bad } = await after((database) => {
        database.prepare('delete from commits where last = ?').run(last);
      });
      expect(bad[0]).toMatchObject({ seq: first, says: 'was not put in by Pawl' });
    }
  });

  test('an entry made anew with its links, by the commit that it was in', async () => {
    const { bad } = await after((database) => {
      anew(database, 3, 'MOPX', 'MOPY');
    });
    expect(bad[0]).toMatchObject({ seq: 1, says: 'and those up to 5 are not what was committed' });
  });

  test('an entry that is missing, by the next one of its MPAN too', async () => {
    const { bad } = await after((database) => {
      database.exec('delete from journal where seq = 6');
    });
    expect(bad.map(badEntryInWords)).toContain(
      `journal entry 10 (MPAN ${mpanOf(1)}) follows from entry 6 of its MPAN, which is missing`,
    );
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

test('a newest commit that is gone with its entries shows by the note of the end', async () => {
  const { bad } = await after((database) => {
    database.exec(`delete from journal where seq > 12; delete from commits where last > 12`);
  });
  expect(bad[0]).toMatchObject({
    seq: 13,
    says: `is missing; the end was at entry ${entriesMade}`,
  });
});

test('newest entries that are gone show by their commit, whatever the note of the end says', async () => {
  const { bad } = await after((database) => {
    database.exec(`delete from journal where seq > 12;
      update notes set value = (select '12 ' || head from commits where last = 12)
        where key = 'journal-head';`);
  });
  expect(bad[0]).toMatchObject({ seq: 13, says: 'is missing; the end was at entry 13' });
});

test('a journal cut off at its end, its note with it, contradicts what was written down', async () => {
  const whole = await after(() => undefined);
  appendFileSync(
    join(folder, 'reports', 'journal-heads.jsonl'),
    `${JSON.stringify({ at: '2026-08-06T00:00:00Z', ...whole.head })}\n{"half`,
  );
  const cut = (database: DatabaseSync): void => {
    database.exec(`delete from journal where seq > 12;
      delete from commits where last > 12;
      update notes set value = (select '12 ' || head from commits where last = 12)
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
    anew(database, 7, 'MOPX', 'MOPY');
    const commits = database.prepare('select first, last from commits order by last').all();
    database.exec('delete from commits');
    let before = '0'.repeat(64);
    for (const { first, last } of commits as unknown as { first: number; last: number }[]) {
      const links = database
        .prepare('select link from journal where seq between ? and ? order by seq')
        .all(first, last)
        .map((row) => String(row['link']));
      before = putCommit(database, { first, last, links });
    }
    database
      .prepare(`update notes set value = ? where key = 'journal-head'`)
      .run(`${entriesMade} ${before}`);
  });
  expect(bad.map(({ seq }) => seq)).toEqual([entriesMade]);
  expect(bad[0]?.says).toContain('does not have the link that was written down');
});

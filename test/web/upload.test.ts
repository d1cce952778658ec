/** Files that are brought in by the browser: whose, from which form, how large, and what becomes of them. */
import { readdirSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { stagingFolder } from '../../src/files/index.ts';
import { mpanOf, notificationsCsv } from '../support/flow-files.ts';
import { workbook } from '../support/workbooks.ts';
import { mpans, openWebDesk, tokenOf, type WebDesk } from './desk.ts';

type Parts = readonly (readonly [name: string, value: string | Blob, file?: string])[];

function formOf(parts: Parts): FormData {
  const form = new FormData();
  for (const [name, value, file] of parts) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, file ?? 'a.csv');
  }
  return form;
}

const csvFile = (text: string | Uint8Array, name = 'a.csv'): Parts[number] => [
  'files',
  new Blob([text as string]),
  name,
];

/** As a browser has it: signed in, with the word of its session. */
async function signedIn(own: WebDesk, role: 'viewer' | 'operator') {
  const token = tokenOf(role === 'viewer' ? 'vera' : 'otto');
  const answer = await own.request('/sign-in', {
    method: 'POST',
    body: new URLSearchParams({ token }),
  });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const shown = await (await own.request('/files', { headers: { cookie } })).text();
  const csrf = /name="_csrf" value="([^"]+)"/.exec(shown)?.[1] ?? '';
  const send = (parts: Parts, path = '/upload') =>
    own.request(path, { method: 'POST', headers: { cookie }, body: formOf(parts) });
  return { csrf, cookie, send, get: (path: string) => own.request(path, { headers: { cookie } }) };
}

const staged = (own: WebDesk): string[] =>
  readdirSync(stagingFolder(own.workspace)).filter((name) => !name.endsWith('.pawl-taken'));

interface Answered {
  readonly items: readonly unknown[];
  readonly revision: number;
}

const json = async (answer: Response): Promise<Answered> => (await answer.json()) as Answered;

describe('a file that is brought in', () => {
  test('is put into inbox/ by the next pass, and kept with who brought it', async () => {
    const own = await openWebDesk({ story: false });
    const { csrf, send } = await signedIn(own, 'operator');
    const text = notificationsCsv([{ mpan: mpanOf(7) }]);
    const answer = await send([
      ['_csrf', csrf],
      ['reason', 'from the installer'],
      csvFile(text, '../../etc/notes\u0000 of May.csv'),
    ]);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/files?did=brought']);
    const { receipts } = await own.pass();
    expect(receipts.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['notes_ of May.csv', 'applied'],
    ]);
    expect(staged(own)).toEqual([]);
    const done = await json(await own.as('viewer', '/api/v1/acts'));
    expect(done.items).toMatchObject([
      {
        who: 'otto',
        act: 'resubmit',
        says: 'bring in notes_ of May.csv',
        reason: 'from the installer',
      },
    ]);
  });

  test('from a form of elsewhere, by a viewer, or without a file, leaves nothing', async () => {
    const own = await openWebDesk({ story: false });
    const { csrf, send } = await signedIn(own, 'operator');
    const text = notificationsCsv([{ mpan: mpanOf(7) }]);
    expect((await send([['_csrf', 'another'], csvFile(text)])).status).toBe(403);
    // The word comes too late: by then the file would have been kept.
    expect((await send([csvFile(text), ['_csrf', csrf]])).status).toBe(403);
    expect((await send([])).status).toBe(403);
    const blank = await send([
      ['_csrf', csrf],
      ['_from', '/upload'],
    ]);
    expect(blank.status).toBe(400);
    expect(await blank.text()).toContain('id="upload-files-fault">choose at least one file<');
    const viewer = await signedIn(own, 'viewer');
    expect((await viewer.send([['_csrf', viewer.csrf], csvFile(text)])).status).toBe(403);
    const out = await own.request('/upload', { method: 'POST', body: formOf([csvFile(text)]) });
    expect([out.status, out.headers.get('location')]).toEqual([303, '/sign-in']);
    const torn = await own.as('operator', '/upload', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\nmpan',
    });
    expect(torn.status).toBe(400);
    expect(staged(own)).toEqual([]);
    expect((await own.pass()).receipts).toEqual([]);
  });

  test('whose sender is gone before its end leaves nothing, not even an open file', async () => {
    const own = await openWebDesk({ story: false });
    const { csrf, cookie } = await signedIn(own, 'operator');
    const file = 'mpan,visitedOn,outcome\r\n'.repeat(10_000);
    const form = [
      `--x\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${csrf}\r\n`,
      '--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n',
    ];
    const torn = (pieces: string[]) =>
      new ReadableStream<Uint8Array>({
        pull: async (to) => {
          const next = pieces.shift();
          if (next !== undefined) return to.enqueue(new TextEncoder().encode(next));
          while (staged(own).length === 0) await nextTurn();
          to.error(new Error('aborted'));
        },
      });
    const send = (path: string, headers: Record<string, string>, pieces: string[]) => {
      const init = { method: 'POST', headers, body: torn(pieces), duplex: 'half' };
      return own.request(path, init as RequestInit);
    };
    const type = { 'content-type': 'multipart/form-data; boundary=x' };
    const sent = await send('/upload', { cookie, ...type }, [...form, file]);
    expect(sent.status).toBe(400);
    expect(staged(own)).toEqual([]);
    const authorization = `Bearer ${tokenOf('otto')}`;
    const byProgram = await send('/api/v1/files?name=a.csv', { authorization }, [file]);
    expect(byProgram.status).toBe(400);
    expect(staged(own)).toEqual([]);
  });

  test('that is too large is refused, and nothing of it is kept', async () => {
    const own = await openWebDesk({
      story: false,
      settings: { limits: { fileSizeMaxBytes: 1_000 } },
    });
    const { csrf, send } = await signedIn(own, 'operator');
    const answer = await send([['_csrf', csrf], csvFile('x'.repeat(300_000))]);
    expect(answer.status).toBe(413);
    const many = Array.from({ length: 21 }, () => csvFile('mpan'));
    expect((await send([['_csrf', csrf], ...many])).status).toBe(400);
    expect(staged(own)).toEqual([]);
  });

  test('by a program: the body is the file', async () => {
    const own = await openWebDesk({ story: false });
    const text = notificationsCsv([{ mpan: mpanOf(7) }]);
    const send = (query: string) =>
      own.as('operator', `/api/v1/files?${query}`, { method: 'POST', body: text });
    expect((await send('')).status).toBe(400);
    const answer = await send('name=may.csv&reason=by%20night');
    expect([answer.status, await answer.json()]).toEqual([200, { name: 'may.csv' }]);
    expect((await own.pass()).receipts).toMatchObject([{ name: 'may.csv', outcome: 'applied' }]);
    const viewer = await own.as('viewer', '/api/v1/files?name=b.csv', {
      method: 'POST',
      body: text,
    });
    expect(viewer.status).toBe(403);
    expect(staged(own)).toEqual([]);
  });
});

describe('a file of decisions', () => {
  const header = 'mpan,decision,reason,revision';

  test('is shown row by row, decides what was shown, and leaves out what moved on', async () => {
    const own = await openWebDesk();
    const { csrf, send, get } = await signedIn(own, 'operator');
    const book = await workbook(header.split(','), [
      [mpans.unclear, 'hasNot', 'photo, seen', null],
      [mpanOf(99), 'has', 'no such check', null],
      ['1200000000000', 'has', 'no MPAN', null],
    ]);
    const shown = await (await send([['_csrf', csrf], csvFile(book, 'd.xlsx')])).text();
    expect(shown).toContain('Decide 1 check?');
    expect(shown).toContain(`no check of MPAN ${mpanOf(99)} is known`);
    expect(shown).toContain('MPAN_CHECK_DIGIT_WRONG');
    const csv = (/name="csv" value="([^"]+)"/.exec(shown)?.[1] ?? '').replaceAll('&quot;', '"');
    expect(csv).toMatch(/^mpan,decision,revision,reason\r\n\d{13},hasNot,\d+,"photo, seen"\r\n$/);
    const before = await json(await own.as('viewer', `/api/v1/checks/${mpans.unclear}`));
    const decide = () =>
      send(
        [
          ['_csrf', csrf],
          ['csv', csv],
        ],
        '/decisions',
      );
    expect(await (await decide()).text()).toContain('1 check decided');
    const after = await json(await own.as('viewer', `/api/v1/checks/${mpans.unclear}`));
    expect(after.revision).toBeGreaterThan(before.revision);
    // The same form sent twice is done once.
    await decide();
    const again = await json(await own.as('viewer', `/api/v1/checks/${mpans.unclear}`));
    expect(again.revision).toBe(after.revision);
    const other = csv.replace('hasNot', 'has');
    const late = await send(
      [
        ['_csrf', csrf],
        ['csv', other],
      ],
      '/decisions',
    );
    expect(await late.text()).toMatch(/1 left out[^]*has moved on since you looked: otto: decide/);
    expect((await get('/upload')).status).toBe(200);
  });

  test('that is dropped decides nothing, and waits for somebody who is signed in', async () => {
    const own = await openWebDesk();
    const rows = `${header}\n${mpans.unclear},hasNot,photo seen,\n`;
    const receipt = await own.take('mine.csv', rows);
    expect(receipt).toMatchObject({ outcome: 'set-aside', findings: [{ code: 'DECISIONS_WAIT' }] });
    expect((await own.as('viewer', `/files/${receipt.id}/decisions`)).status).toBe(403);
    const { get } = await signedIn(own, 'operator');
    expect(await (await get(`/files/${receipt.id}`)).text()).toContain('See what it would decide');
    const page = `/files/${receipt.id}/decisions`;
    expect(await (await get(page)).text()).toContain('Decide 1 check?');
    // What has come since the file was dropped speaks against it.
    await own.as('operator', `/api/v1/checks/${mpans.unclear}/decide`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ decision: 'has', reason: 'asked by telephone' }),
    });
    expect(await (await get(page)).text()).toContain('Nothing to decide');
  });

  test('of another kind, torn, or with too many rows is named', async () => {
    const own = await openWebDesk({ story: false });
    const ask = async (csv: string) => {
      const answer = await own.as('operator', '/api/v1/decisions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ csv, dryRun: true }),
      });
      return [answer.status, await answer.text()] as const;
    };
    expect((await ask('mpan;decision;reason\n'))[1]).toContain('semicolons');
    expect((await ask(notificationsCsv([{ mpan: mpanOf(7) }])))[1]).toContain(
      'file of notifications',
    );
    const row = (index: number) => `${mpanOf(index)},has,seen\n`;
    const many = Array.from({ length: 2_001 }, (_, index) => row(index)).join('');
    expect(await ask(`mpan,decision,reason\n${many}`)).toEqual([
      400,
      expect.stringContaining('more than 2000 rows'),
    ]);
    const twice = `mpan,decision,reason\n${row(1)}${row(1)}${mpanOf(2)},maybe,x\n${mpanOf(3)},has,\n`;
    const { findings } = JSON.parse((await ask(twice))[1]);
    expect(findings.map(({ code, line }: { code: string; line: number }) => [code, line])).toEqual([
      ['MPAN_TOO_OFTEN', 3],
      ['CSV_ROW_INVALID', 4],
      ['CSV_ROW_INVALID', 5],
    ]);
  });

  test('what waits is a list that can be filled in and brought back as it is', async () => {
    const own = await openWebDesk();
    const text = await (await own.as('operator', '/api/v1/decisions?format=csv')).text();
    const [names = '', first = ''] = text.split('\r\n');
    expect(names).toBe('mpan,decision,reason,revision,code,since,words,says');
    expect(first).toContain('UNABLE TO CONFIRM IF BACKSTOP FITTED');
    const filled = first.replace(/^(\d{13}),,,/, '$1,has,seen,');
    expect(filled).not.toBe(first);
    const answer = await own.as('operator', '/api/v1/decisions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ csv: `${names}\n${filled}\n`, dryRun: true }),
    });
    expect(await answer.json()).toMatchObject({ findings: [], items: [{ decision: 'has' }] });
  });

  test('that is filled in by and by leaves its other rows open, and counts rows, not findings', async () => {
    const own = await openWebDesk();
    const { csrf, send } = await signedIn(own, 'operator');
    const rows = [
      `${mpans.unclear},hasNot,photo seen,`,
      `${mpanOf(2)},,,`,
      `${mpanOf(3)}, , ,7`,
      `${mpanOf(4)},,,x`,
      `${mpanOf(5)},has,,x`,
    ].join('\n');
    const asked = [['_csrf', csrf] as const, csvFile(`${header}\n${rows}\n`, 'd.csv')];
    const shown = await (await send(asked)).text();
    expect(shown).toContain('1 row would decide, 3 are left open, and 1 row cannot be read.');
    expect(shown).toContain('1 row that cannot be read');
    const none = await own.take('none.csv', `${header}\n${mpanOf(2)},,,\n`);
    expect(none).toMatchObject({ outcome: 'set-aside', findings: [{ code: 'DECISIONS_WAIT' }] });
  });
});

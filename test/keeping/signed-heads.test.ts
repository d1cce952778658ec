/** Heads of the journal: signed, sent elsewhere, and laid beside the journal later. */
import { createPublicKey, generateKeyPairSync, verify as verifies } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/index.ts';
import {
  catchUp,
  headPlacesProblems,
  newHeadKeys,
  publicKeysIn,
  putBack,
  verifyHeads,
  writeHeadDown,
} from '../../src/keeping/index.ts';
import { webReceiver } from '../alert/receivers.ts';
import { openWatched, type WatchedGateway } from '../health/gateway.ts';
import { mpanOf, notificationFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway, tempFolder } from '../support/workspace.ts';

const { privateKey, publicKey } = newHeadKeys();
const keys = publicKeysIn(publicKey);
const own = 'reports/journal-heads.jsonl';

interface Head {
  readonly at: string;
  readonly seq: number;
  readonly link: string;
  readonly signature?: string;
}

const headsIn = (text: string): Head[] =>
  text
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line));

const heads = (folder: string): Head[] => headsIn(readFileSync(join(folder, own), 'utf8'));

/** A workspace whose key lies beside it, and a place elsewhere. */
function places(): { workspace: string; key: string; elsewhere: string } {
  const workspace = tempFolder();
  const key = join(tempFolder(), 'heads.pem');
  writeFileSync(key, privateKey);
  return { workspace, key, elsewhere: join(tempFolder(), 'pawl-heads.jsonl') };
}

async function openAt(workspace: string, settings: Record<string, unknown>): Promise<TestGateway> {
  mkdirSync(join(workspace, 'reports'), { recursive: true });
  return openTestGateway({ keeping: { heads: settings } }, workspace);
}

/** What people were told of heads; the clock of these tests jumps, which is told too. */
const toldOf = (watched: WatchedGateway): (readonly [string, boolean])[] =>
  watched
    .told()
    .filter(({ code }) => code.startsWith('HEAD_'))
    .map(({ code, over }) => [code, over]);

/** Takes a file in, and writes the head down as a gateway does once a minute. */
async function day({ engine, clock, drop, pass }: TestGateway, date: number): Promise<void> {
  clock.set(`2026-08-0${date}T12:00:00Z`);
  drop(`day-${date}.usr`, notificationFile(`DAY${date}`, [mpanOf(date)]));
  await pass();
  await engine.heads.keep();
  await engine.heads.idle(5_000);
}

describe('a signed head', () => {
  test('can be told by anybody who has the public key and what docs/keeping.md says', async () => {
    const { workspace, key } = places();
    const gateway = await openAt(workspace, { sign: key });
    await day(gateway, 5);
    const [head] = heads(workspace);
    const { at, seq, link, signature = '' } = head!;
    const text = `pawl-journal-head/1\nSUPP\nX\n${at}\n${seq}\n${link}\nwritten\n`;
    const bytes = Buffer.from(signature, 'base64');
    expect(verifies(null, Buffer.from(text), createPublicKey(publicKey), bytes)).toBe(true);
    expect(gateway.engine.heads.faults()).toEqual([]);
  });

  test('is written once a day, and once more where the head of the day had no signature', async () => {
    const { workspace, key } = places();
    const before = await openAt(workspace, {});
    await day(before, 5);
    const gateway = await before.reopen({ keeping: { heads: { sign: key } } });
    await gateway.engine.heads.keep();
    await gateway.engine.heads.keep();
    expect(heads(workspace).map(({ signature }) => signature !== undefined)).toEqual([false, true]);
  });
});

describe('the key is not at hand', () => {
  const otherKinds = {
    'is not there': null,
    'is not a private key in PEM, or one with a password': 'nothing of the kind',
    'is a key of the kind x25519, not Ed25519': generateKeyPairSync('x25519').privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }),
  };
  test.each(Object.entries(otherKinds))('%s', async (why, content) => {
    const { workspace, key } = places();
    rmSync(key);
    if (content !== null) writeFileSync(key, content);
    const gateway = await openAt(workspace, { sign: key });
    await day(gateway, 5);
    expect(heads(workspace)[0]).not.toHaveProperty('signature');
    expect(gateway.engine.heads.faults()).toEqual([{ about: 'sign', why }]);
    const [problem] = headPlacesProblems(gateway.gateway);
    expect(problem).toContain(`keeping.heads.sign: "${key}" ${why}: make one with pawl head-key`);
  });

  test('people are told, and what was written meanwhile is signed once it is back', async () => {
    const { workspace, key } = places();
    const watched: WatchedGateway = await openWatched({}, await openAt(workspace, { sign: key }));
    await day(watched, 4);
    renameSync(key, `${key}.away`);
    await day(watched, 5);
    await day(watched, 6);
    await watched.watched.pass({ final: true });
    expect(toldOf(watched)).toEqual([['HEAD_NOT_SIGNED', false]]);
    const text = () => readFileSync(join(workspace, own), 'utf8');
    const found = () => verifyHeads(watched.gateway, 'heads', text(), keys);
    expect((await found()).problems).toEqual([
      'heads line 2 has no signature',
      'heads line 3 has no signature',
    ]);
    renameSync(`${key}.away`, key);
    await day(watched, 7);
    await watched.watched.pass({ final: true });
    expect(toldOf(watched)).toEqual([
      ['HEAD_NOT_SIGNED', false],
      ['HEAD_NOT_SIGNED', true],
    ]);
    expect((await found()).problems).toEqual([]);
    // Four days; two heads twice, of which the second time is signed.
    const written = heads(workspace).map(({ seq, signature }) => [seq, signature !== undefined]);
    const [first, second, third] = written.map(([seq]) => seq);
    expect(written).toEqual([
      [first, true],
      [second, false],
      [third, false],
      [second, true],
      [third, true],
      [expect.any(Number), true],
    ]);
  });

  test('a head that cannot be written down keeps nothing from going on', async () => {
    const { workspace, key } = places();
    const gateway = await openAt(workspace, { sign: key });
    await gateway.pass();
    rmSync(join(workspace, 'reports'), { recursive: true });
    writeFileSync(join(workspace, 'reports'), 'in its place');
    await expect(gateway.engine.heads.keep()).resolves.toBeUndefined();
  });

  test('a restart neither ends nor repeats what was told', async () => {
    const { workspace, key } = places();
    rmSync(key);
    const first = await openWatched({}, await openAt(workspace, { sign: key }));
    await day(first, 5);
    await first.watched.pass({ final: true });
    const second = await openWatched({}, await first.reopen());
    await second.watched.pass({ final: true });
    expect(toldOf(second)).toEqual([['HEAD_NOT_SIGNED', false]]);
  });
});

describe('a copy in a file elsewhere', () => {
  test('has each head once, also after restarts and half a line', async () => {
    const { workspace, key, elsewhere } = places();
    const first = await openAt(workspace, { sign: key, push: { file: elsewhere } });
    await day(first, 4);
    await day(first, 5);
    appendFileSync(elsewhere, '{"at":"2026-08-06T12');
    const second = await first.reopen();
    await day(second, 6);
    await second.engine.heads.keep();
    await second.engine.heads.idle(5_000);
    const text = readFileSync(elsewhere, 'utf8');
    expect(headsIn(text)).toEqual(heads(workspace));
    expect(headsIn(text)).toHaveLength(3);
    const { problems, remarks } = await verifyHeads(second.gateway, 'heads', text, keys);
    expect(problems).toEqual([]);
    expect(remarks).toContain('heads line 3 is half a line, as after a crash or on a full disk');
  });

  test('that cannot be written is told, made up for, and holds up nothing', async () => {
    const { workspace, key, elsewhere } = places();
    const file = join(elsewhere, 'not-mounted', 'heads.jsonl');
    const settings = { sign: key, push: { file } };
    const watched = await openWatched({}, await openAt(workspace, settings));
    await day(watched, 4);
    await day(watched, 5);
    await watched.watched.pass({ final: true });
    const detail = 'keeping.heads.push.file: cannot be written: ENOENT';
    expect(watched.told()).toContainEqual(expect.objectContaining({ detail }));
    expect(headPlacesProblems(watched.gateway)[0]).toContain('name a file in a folder that is');
    expect(existsSync(elsewhere)).toBe(false);
    mkdirSync(join(elsewhere, 'not-mounted'), { recursive: true });
    await day(watched, 6);
    await watched.watched.pass({ final: true });
    expect(toldOf(watched)).toEqual([
      ['HEAD_NOT_PUSHED', false],
      ['HEAD_NOT_PUSHED', true],
    ]);
    expect(headsIn(readFileSync(file, 'utf8'))).toEqual(heads(workspace));
  });
});

describe('a copy to a webhook', () => {
  const keysAt = (heard: readonly { body: string }[]): string[] =>
    heard.map(({ body }) => JSON.parse(body).key);

  test('is tried again with the same key until it is taken, in order, and signed for it', async () => {
    const hook = await webReceiver();
    hook.answer(400, 503, 200);
    const { workspace, key } = places();
    const webhook = { url: hook.url, secret: 'a secret of sixteen letters' };
    const gateway = await openAt(workspace, { sign: key, push: { webhook } });
    await day(gateway, 4);
    expect(gateway.engine.heads.faults()).toMatchObject([{ about: 'webhook' }]);
    expect(JSON.stringify(gateway.engine.heads.faults())).not.toContain('token');
    await day(gateway, 5);
    await day(gateway, 6);
    expect(gateway.engine.heads.faults()).toEqual([]);
    const [first, second, third] = heads(workspace);
    const keyOf = ({ seq, at }: Head) => `journal-head/SUPP/X/${seq}/${at}`;
    expect(keysAt(hook.heard)).toEqual(
      [first, first, first, second, third].map((head) => keyOf(head!)),
    );
    const { body, headers } = hook.heard.at(-1)!;
    expect(JSON.parse(body)).toEqual({
      version: 1,
      key: keyOf(third!),
      participant: { mpid: 'SUPP', role: 'X' },
      head: third,
    });
    expect(headers['pawl-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
    const again = await gateway.reopen();
    await again.engine.heads.keep();
    await again.engine.heads.idle(5_000);
    expect(hook.heard).toHaveLength(5);
  });

  test.each(['x', '1', 'null', '{"taken":7,"faults":1}', '{"faults":[null,7]}'])(
    'goes on where its note became %s',
    async (note) => {
      const hook = await webReceiver();
      const { workspace, key } = places();
      const settings = { sign: key, push: { webhook: { url: hook.url } } };
      const gateway = await openAt(workspace, settings);
      await day(gateway, 4);
      await gateway.gateway.store.setNote('journal-heads-pushed', note);
      const again = await gateway.reopen();
      await day(again, 5);
      expect(again.engine.heads.faults()).toEqual([]);
      expect(new Set(keysAt(hook.heard)).size).toBe(2);
    },
  );

  test('that does not answer holds up neither a pass nor a stop', async () => {
    const hook = await webReceiver();
    hook.answer(() => undefined);
    const { workspace, key } = places();
    const gateway = await openAt(workspace, { sign: key, push: { webhook: { url: hook.url } } });
    await gateway.pass();
    await gateway.engine.heads.keep();
    await gateway.pass();
    const startedMs = performance.now();
    await gateway.close();
    expect(performance.now() - startedMs).toBeLessThan(3_000);
    const again = await gateway.reopen();
    hook.answer(200);
    await again.engine.heads.keep();
    await again.engine.heads.idle(5_000);
    expect(new Set(keysAt(hook.heard)).size).toBe(heads(workspace).length);
  });

  test('goes by https or to this machine alone', () => {
    const to = (url: string) => () =>
      readConfig(
        { mpid: 'SUPP', role: 'X', keeping: { heads: { push: { webhook: { url } } } } },
        'test',
      );
    expect(to('https://heads.example/')).not.toThrow();
    expect(to('http://127.0.0.1:9/')).not.toThrow();
    expect(to('http://heads.example/')).toThrow('keeping.heads.push.webhook.url');
  });
});

describe('a copy that was kept elsewhere finds', () => {
  async function made() {
    const { workspace, key, elsewhere } = places();
    const gateway = await openAt(workspace, { sign: key, push: { file: elsewhere } });
    for (const date of [3, 4, 5]) await day(gateway, date);
    const text = readFileSync(elsewhere, 'utf8');
    const found = async (changed: string, at = gateway) =>
      (await verifyHeads(at.gateway, 'F', changed, keys)).problems;
    const withLine = (number: number, change: (line: string) => string): string =>
      text
        .split('\n')
        .map((line, index) => (index === number - 1 ? change(line) : line))
        .join('\n');
    return { workspace, key, gateway, text, found, withLine };
  }

  test('nothing where nothing was done', async () => {
    const { gateway, text } = await made();
    expect(await verifyHeads(gateway.gateway, 'F', text, keys)).toMatchObject({
      heads: 3,
      signed: 3,
      unsigned: 0,
      problems: [],
      remarks: ['F: 3 heads, 3 with a good signature, 0 unsigned'],
    });
  });

  test('a changed line, by any of its parts', async () => {
    const { found, withLine } = await made();
    const changes: ((line: string) => string)[] = [
      (line) => line.replace('2026-08-04', '2026-08-03'),
      (line) => line.replace(/"seq":(\d+)/, (_, seq) => `"seq":${Number(seq) - 1}`),
      (line) =>
        line.replace(/"link":"./, (part) => `${part.slice(0, -1)}${part.endsWith('0') ? 1 : 0}`),
      (line) => line.replace(/"signature":"../, '"signature":"AA'),
      (line) => line.replace('{', '{"anew":true,'),
      (line) => line.replace('{', '{"restored":true,'),
    ];
    for (const change of changes) {
      expect((await found(withLine(2, change)))[0]).toContain('F line 2 has a signature that does');
    }
    expect(await found(withLine(2, (line) => line.replace(/,"signature":"[^"]*"/, '')))).toEqual([
      'F line 2 has no signature',
    ]);
    expect(await found(withLine(2, () => 'x'))).toEqual(['F line 2 is not a head of a journal']);
  });

  test('another key, and another participant', async () => {
    const { gateway, text } = await made();
    const other = publicKeysIn(newHeadKeys().publicKey);
    const looked = async (some: typeof keys, config = gateway.gateway.config) =>
      (await verifyHeads({ ...gateway.gateway, config }, 'F', text, some)).problems.length;
    expect(await looked(other)).toBe(3);
    expect(await looked([...other, ...keys])).toBe(0);
    expect(await looked(keys, { ...gateway.gateway.config, role: 'M' })).toBe(3);
  });

  test('a store that was rebuilt, and one that was cut off', async () => {
    const { text, found, key } = await made();
    const rebuilt = await openAt(tempFolder(), { sign: key });
    for (const date of [5, 4, 3]) await day(rebuilt, date);
    expect((await found(text, rebuilt))[0]).toMatch(
      /F line 1 names journal entry \d+, .* another link$/,
    );
    const cut = await openAt(tempFolder(), { sign: key });
    await day(cut, 3);
    expect((await found(text, cut)).at(-1)).toMatch(
      /F line 3 names journal entry \d+, .* not there$/,
    );
  });

  test('unsigned heads of an earlier version valid, and says that they are unsigned', async () => {
    const { workspace, key } = places();
    const before = await openAt(workspace, {});
    for (const date of [3, 4]) await day(before, date);
    const text = () => readFileSync(join(workspace, own), 'utf8');
    expect(await verifyHeads(before.gateway, 'F', text(), null)).toMatchObject({
      problems: [],
      unsigned: 2,
      remarks: ['F: 2 heads, signatures not looked at, 2 unsigned'],
    });
    const gateway = await before.reopen({ keeping: { heads: { sign: key } } });
    await day(gateway, 5);
    expect(await verifyHeads(gateway.gateway, 'F', text(), keys)).toMatchObject({
      problems: [],
      signed: 1,
      unsigned: 2,
      remarks: [
        'F: 3 heads, 1 with a good signature, 2 unsigned',
        'F: the first 2 are from before heads were signed: valid, but without a signature',
      ],
    });
    await writeHeadDown(gateway.gateway, false);
    const unsigned = { ...heads(workspace)[1]!, link: '0'.repeat(64) };
    const wrong = `${JSON.stringify(unsigned)}\n${text()}`;
    expect((await verifyHeads(gateway.gateway, 'F', wrong, keys)).problems[0]).toContain(
      'F line 1',
    );
  });

  test('a backup put in place by hand; put back by pawl restore, it says so and finds none', async () => {
    const { workspace, key, elsewhere } = places();
    const settings = { sign: key, push: { file: elsewhere } };
    const gateway = await openAt(workspace, settings);
    await day(gateway, 3);
    const backup = join(tempFolder(), 'backup.db');
    await gateway.gateway.store.backup(backup);
    for (const date of [4, 5]) await day(gateway, date);
    await gateway.close();
    const store = join(workspace, 'data', 'pawl.db');
    const look = async (own: TestGateway) =>
      verifyHeads(own.gateway, 'F', readFileSync(elsewhere, 'utf8'), keys);

    for (const end of ['', '-wal', '-shm']) rmSync(`${store}${end}`, { force: true });
    copyFileSync(backup, store);
    const byHand = await openAt(workspace, settings);
    const { problems } = await look(byHand);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^F line 2 names journal entry \d+, .* which is not there$/);
    await byHand.close();

    await putBack(workspace, backup, '2026-08-06T12:00:00Z');
    const restored = await openAt(workspace, settings);
    restored.clock.set('2026-08-06T12:00:00Z');
    await catchUp(restored.gateway, 'anna');
    await day(restored, 7);
    const found = await look(restored);
    expect(found).toMatchObject({ heads: 5, signed: 5, unsigned: 0, problems: [] });
    expect(found.remarks[1]).toMatch(/^F line 4: put back to entry \d+ on 2026-08-06T12:00:00Z;/);
  });

  test('that a store was put back, and says so, without taking it for a problem', async () => {
    const { gateway, workspace, text, found } = await made();
    const signed = heads(workspace);
    const forged = `${text}${JSON.stringify({ ...signed[0], restored: true })}\n`;
    expect((await found(forged))[0]).toContain('F line 4 has a signature that does not fit');
    expect(await verifyHeads(gateway.gateway, 'F', forged, null)).toMatchObject({
      problems: [],
      remarks: [expect.any(String), expect.stringContaining('F line 4: put back to entry')],
    });
  });
});

/**
 * What may be logged: facts, codes and names of files, never what somebody wrote, where somebody
 * lives or is reached, or a secret. A whole story is run with such things everywhere they can stand,
 * and the log is read for them.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config/config.ts';
import { openEngine } from '../../src/engine.ts';
import { decide } from '../../src/gateway/index.ts';
import { surroundingsOf, watchEngine } from '../../src/health/index.ts';
import { createLog, type Log, logOf } from '../../src/log.ts';
import { mailServer, webReceiver } from '../alert/receivers.ts';
import {
  makeFlowFile,
  mpanOf,
  notificationsCsv,
  reportFile,
  requestFile,
} from '../support/flow-files.ts';
import { startAt, tempFolder } from '../support/workspace.ts';

const lines: string[] = [];
const stream = { write: (text: string) => void lines.push(text) };

/** Servers may be quoted in what they answer, but for the addresses in it. */
const answer = 'no such mailbox';

/** Each stands where one kind of text comes in; none may come out. */
const hidden = {
  words: 'ZEBRA AT THE DOOR',
  unreadable: 'WOMBAT SAID SO',
  address: '7 Giraffe Lane',
  postcode: 'QX9 9XQ',
  cell: 'okapi-in-a-cell',
  feed: 'lemur holiday',
  reason: 'the tapir telephoned',
  mail: 'ibex@desk.example',
  sender: 'gateway@desk.example',
  password: 'capybara-password',
  secret: 'armadillo-signing-secret',
  token: 'a-token-nobody-may-see',
} as const;

async function runTheStory(): Promise<void> {
  const workspace = tempFolder();
  mkdirSync(join(workspace, 'data'));
  const hook = await webReceiver();
  hook.answer((response) => response.writeHead(500).end(answer));
  const { port } = await mailServer({
    secure: false,
    authOptional: true,
    hideSTARTTLS: true,
    onRcptTo: (address, _session, done) => done(new Error(`<${address.address}> ${answer}`)),
  });
  const settings = {
    mpid: 'SUPP',
    role: 'X',
    send: 'automatic',
    logLevel: 'debug',
    smtp: { host: '127.0.0.1', port, security: 'none', from: hidden.sender },
    channels: {
      desk: { kind: 'email', to: [hidden.mail], attemptsMax: 1 },
      hook: { kind: 'webhook', url: hook.url, secret: hidden.secret, attemptsMax: 1 },
    },
  };
  const clock = fixedClock(startAt);
  const engine = await openEngine({
    workspace,
    config: readConfig(settings, 'test'),
    clock,
    log: createLog('debug', stream),
    storePath: join(workspace, 'data', 'pawl.db'),
    progress: null,
  });
  onTestFinished(() => engine.close());
  const watched = await watchEngine(engine, {
    surroundings: { ...surroundingsOf(workspace), monotonicMs: () => Date.parse(clock.now()) },
    lastAliveAt: '2026-08-01T00:00:00Z',
  });
  const drop = (name: string, text: string): void => writeFileSync(join(workspace, name), text);
  const pass = (): Promise<unknown> => watched.pass({ final: true });

  const csv = notificationsCsv([{ mpan: mpanOf(1) }, { mpan: mpanOf(2) }])
    .replaceAll('1 High Street', hidden.address)
    .replaceAll('ZZ1 1ZZ', hidden.postcode);
  drop('inbox/notified.csv', csv);
  drop('inbox/wrong.csv', csv.replaceAll('2026-08-03', hidden.cell));
  drop('inbox/unknown.csv', `mpan,${hidden.cell}\n1,${hidden.address}\n`);
  // Nobody writes to it any more.
  drop('calendar/feed.json', `{"${hidden.feed}": ["${hidden.feed}"`);
  utimesSync(join(workspace, 'calendar/feed.json'), 1, 1);
  await pass();
  drop('sent/request.usr', requestFile('F2', [mpanOf(1), mpanOf(2)]));
  drop('inbox/unclear.usr', reportFile('F3', [mpanOf(1)], hidden.words));
  drop(
    'inbox/broken.usr',
    makeFlowFile({ id: 'F4', records: [`004|${mpanOf(2)}|${hidden.unreadable}|20269999|`] }),
  );
  drop('inbox/none.usr', `${hidden.unreadable}|${hidden.address}\n`);
  await pass();
  const act = { who: 'op', reason: hidden.reason };
  await decide(engine.gateway(), mpanOf(1), { name: 'decide', decision: 'hasNot' }, act);
  clock.set('2026-09-07T12:00:00Z');
  await pass();
  await engine.sender.drain(5_000);
  await pass();
  failing(watched.gateway().log, workspace);
}

/** An error full of what it stumbled over, as libraries make them. */
function failing(log: Log, workspace: string): void {
  const error = Object.assign(new Error(`"${hidden.words}" of ${hidden.mail} at ${workspace}`), {
    code: 'EIO',
    envelope: { to: [hidden.mail] },
    text: hidden.words,
  });
  log.error({ err: error, why: `550 <${hidden.mail}> ${answer}` }, 'failed');
}

test('a whole story logs none of what is not for everybody', async () => {
  await runTheStory();
  const log = lines.join('');
  const messages = lines.map((line) => JSON.parse(line)['msg']);
  // The story did go through all of it.
  for (const message of ['file', 'alert', 'alerts not taken', 'failed']) {
    expect(messages).toContain(message);
  }
  expect(messages).toContain('feed refused');
  for (const text of Object.values(hidden)) {
    for (const part of [text, encodeURIComponent(text), text.toLowerCase(), text.toUpperCase()]) {
      expect(log.includes(part), `${part} in ${lines.find((line) => line.includes(part))}`).toBe(
        false,
      );
    }
  }
});

test('what is logged by mistake is taken out again', () => {
  lines.length = 0;
  const log = createLog('debug', stream);
  const { words, address, mail, password, secret, reason } = hidden;
  log.warn({ text: words, address: [address], reason, to: mail, password, secret });
  log.warn({ event: { words, parts: [{ text: words }] }, smtp: { auth: { pass: password } } });
  log.warn({ delivery: { url: `https://x/${secret}`, error: `no user ${mail}` } });
  log.warn({ from: '2026-08-17', to: '2026-08-18', findings: 0, detail: 'a.usr line 2' });
  const log2 = lines.join('');
  for (const text of Object.values(hidden)) expect(log2).not.toContain(text);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    from: '2026-08-17',
    to: '2026-08-18',
    findings: 0,
    detail: 'a.usr line 2',
  });
});

test('goes into a file a day where the configuration names a folder, and is told where that fails', () => {
  const workspace = tempFolder();
  const logged = (logFolder: string): void =>
    logOf(workspace, { logLevel: 'info', logFolder }).info({ files: 2 }, 'started');
  logged('logs');
  logged('logs');
  const [name = '', ...others] = readdirSync(join(workspace, 'logs'));
  expect(others).toEqual([]);
  expect(name).toMatch(/^pawl-\d{4}-\d\d-\d\d\.jsonl$/);
  const text = readFileSync(join(workspace, 'logs', name), 'utf8');
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)['msg']),
  ).toEqual(['started', 'started']);
  expect(statSync(join(workspace, 'logs', name)).mode & 0o077).toBe(0);

  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => told.mockRestore());
  logged(join('logs', name));
  expect(told.mock.calls.map(([line]) => JSON.parse(String(line))['msg'])).toEqual(['started']);
  if (process.platform === 'win32') return;
  // Who may write into the folder must not have the gateway write elsewhere.
  rmSync(join(workspace, 'logs', name));
  symlinkSync(join(workspace, 'elsewhere'), join(workspace, 'logs', name));
  logged('logs');
  expect(told).toHaveBeenCalledTimes(2);
  expect(existsSync(join(workspace, 'elsewhere'))).toBe(false);
});

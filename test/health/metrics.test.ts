/** The figures, and the small server that gives them away. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { newFigures } from '../../src/health/figures.ts';
import { gatewayAlertCodes, serveHealth } from '../../src/health/index.ts';
import { metricsText } from '../../src/health/metrics.ts';
import { createLog } from '../../src/log.ts';
import {
  badMpanOf,
  mpanOf,
  notificationFile,
  reportFile,
  requestFile,
} from '../support/flow-files.ts';
import { openWatched, type WatchedGateway } from './gateway.ts';

const log = createLog('silent', 'none');

async function atWork(): Promise<WatchedGateway> {
  const own = await openWatched();
  const mpans = [mpanOf(1), mpanOf(2)];
  own.drop('a.usr', notificationFile('F1', mpans));
  own.drop('sent/b.usr', requestFile('F2', mpans));
  own.drop('c.usr', reportFile('F3', [mpanOf(1)], 'MAYBE'));
  own.drop('bad.usr', reportFile('F4', [badMpanOf(3)]));
  await own.watched.pass({ final: true });
  own.ground.monotonicMs += 40 * 86_400_000;
  own.clock.set('2026-09-14T12:00:00Z');
  await own.watched.pass({ final: true });
  return own;
}

const textOf = (own: WatchedGateway): string =>
  metricsText(own.watched.figures, own.clock.now(), '1.2.3');

async function serve(own: WatchedGateway, listen = '127.0.0.1:0'): Promise<string> {
  const server = await serveHealth(listen, own.watched.figures, { clock: own.clock, log });
  onTestFinished(() => server.close());
  return server.url ?? '';
}

test('the figures are those of the gateway', async () => {
  const own = await atWork();
  const lines = textOf(own).split('\n');
  for (const line of [
    'pawl_build_info{version="1.2.3"} 1',
    'pawl_files_total{outcome="applied"} 3',
    'pawl_files_total{outcome="rejected"} 1',
    'pawl_files_total{outcome="duplicate"} 0',
    'pawl_findings_total{code="MPAN_CHECK_DIGIT_WRONG",severity="reject"} 1',
    `pawl_events_recorded_total ${(await own.gateway.store.head()).seq}`,
    'pawl_checks{state="deciding"} 1',
    'pawl_checks{state="investigating"} 1',
    'pawl_overdue_checks{owner="M",party="MOPX"} 1',
    'pawl_exceptions_open{code="REPORT_UNCLEAR"} 1',
    'pawl_alerts_undelivered 0',
    'pawl_outbox_unwritten 0',
    'pawl_passes_failed_total 0',
    'pawl_pass_duration_seconds_bucket{le="+Inf"} 2',
    'pawl_pass_duration_seconds_count 2',
    'pawl_intake_paused{code="DISK_ALMOST_FULL"} 0',
    'pawl_clock_skew_seconds 0',
    'pawl_disk_free_bytes 1000000000000',
    'pawl_alive_age_seconds 0',
    `pawl_last_pass_timestamp_seconds ${Date.parse('2026-09-14T12:00:00Z') / 1_000}`,
  ]) {
    expect(lines).toContain(line);
  }
  expect(textOf(own)).toMatch(/^pawl_oldest_overdue_working_days 1\d$/m);
  expect(textOf(own)).toMatch(/^pawl_store_bytes \d{4,}$/m);
  expect(textOf(own)).toMatch(/^pawl_alerts_raised_total [1-9]/m);
});

test('the text is what Prometheus reads, and names no metering point', async () => {
  const own = await atWork();
  const text = textOf(own);
  const line =
    /^(# (HELP|TYPE) pawl_\w+ .+|pawl_\w+(\{\w+="[^"\n]*"(,\w+="[^"\n]*")*\})? -?[\d.e+-]+)$/;
  const wrong = text
    .trimEnd()
    .split('\n')
    .filter((one) => !line.test(one));
  expect(wrong).toEqual([]);
  const typed = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name);
  expect(new Set(typed).size).toBe(typed.length);
  for (const mpan of [mpanOf(1), mpanOf(2)]) expect(text).not.toContain(mpan);
  expect(text).not.toContain('MAYBE');
});

test('docs/health.md has every metric, and no other', async () => {
  const own = await openWatched({
    channels: { hook: { kind: 'webhook', url: 'http://127.0.0.1:1/' } },
  });
  own.drop('a.usr', notificationFile('F1', [mpanOf(1)]));
  own.drop('sent/b.usr', requestFile('F2', [mpanOf(1)]));
  own.drop('c.usr', reportFile('F3', [mpanOf(1)], 'MAYBE'));
  own.drop('bad.usr', reportFile('F4', [badMpanOf(3)]));
  own.clock.set('2026-09-14T12:00:00Z');
  await own.watched.pass({ final: true });
  const page = readFileSync(new URL('../../docs/health.md', import.meta.url), 'utf8');
  const listed = [...page.matchAll(/^\| `(pawl_\w+)` \|/gm)].map(([, name]) => name);
  const given = [...textOf(own).matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name);
  expect(new Set(listed).size).toBe(listed.length);
  expect(new Set(listed)).toEqual(new Set(given));
  const codes = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
  expect(codes).toEqual(Object.keys(gatewayAlertCodes));
});

test('a label of many participants ends in one for all others', async () => {
  const figures = newFigures();
  const own = await atWork();
  const sample = own.watched.figures.sample!;
  const [first] = sample.deadlines.overdue;
  const overdue = Array.from({ length: 250 }, (_, n) => ({ ...first!, party: `P"${n}` }));
  figures.sample = { ...sample, deadlines: { ...sample.deadlines, overdue } };
  const lines = metricsText(figures, own.clock.now(), '1').match(/^pawl_overdue_checks.*$/gm) ?? [];
  expect(lines).toHaveLength(201);
  expect(lines[0]).toBe('pawl_overdue_checks{owner="M",party="P\\"0"} 1');
  expect(lines.at(-1)).toBe('pawl_overdue_checks{owner="",party="others"} 50');
});

test('the server gives figures and health, and nothing else', async () => {
  const own = await atWork();
  const url = await serve(own);
  const metrics = await fetch(`${url}/metrics`);
  expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await metrics.text()).toContain('pawl_files_total{outcome="applied"} 3');
  const health = await fetch(`${url}/health`);
  expect(health.status).toBe(200);
  expect(await health.json()).toMatchObject({
    status: 'ok',
    waits: [],
    alerts: [],
    overdue: { number: 2 },
    openItems: 1,
  });
  const head = await fetch(`${url}/metrics`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const refused = await fetch(`${url}/metrics`, { method });
    expect([method, refused.status, refused.headers.get('allow')]).toEqual([
      method,
      405,
      'GET, HEAD',
    ]);
  }
  expect((await fetch(`${url}/../data/pawl.db`)).status).toBe(404);
});

test('health answers 503 while the gateway waits for its surroundings', async () => {
  const own = await openWatched({ limits: { diskFreeMinBytes: 10 } });
  const url = await serve(own);
  expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'starting' });
  own.ground.diskFreeBytes = 1;
  await own.watched.pass({ final: true });
  const paused = await fetch(`${url}/health`);
  expect(paused.status).toBe(503);
  expect(await paused.json()).toMatchObject({
    status: 'paused',
    waits: ['intake'],
    alerts: [{ kind: 'GATEWAY', code: 'DISK_ALMOST_FULL', over: false }],
  });
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).toContain('pawl_intake_paused{code="DISK_ALMOST_FULL"} 1');
  expect(text).toContain('pawl_gateway_alert_open{code="DISK_ALMOST_FULL"} 1');
  own.ground.diskFreeBytes = 1e12;
  await own.watched.pass({ final: true });
  expect((await fetch(`${url}/health`)).status).toBe(200);
});

test('asking for figures never reads the store', async () => {
  const own = await atWork();
  const url = await serve(own);
  await own.close();
  expect((await fetch(`${url}/metrics`)).status).toBe(200);
  expect((await fetch(`${url}/health`)).status).toBe(200);
});

test('the store is counted no more often than it is worth', async () => {
  const own = await openWatched();
  await own.watched.pass({ final: true });
  const first = own.watched.figures.sample;
  own.ground.monotonicMs += 4_000;
  await own.watched.pass({ final: true });
  expect(own.watched.figures.sample).toBe(first);
  own.ground.monotonicMs += 1_000;
  await own.watched.pass({ final: true });
  expect(own.watched.figures.sample).not.toBe(first);
});

test('a client that sends too much is cut off, and others are served', async () => {
  const own = await openWatched();
  const url = await serve(own);
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (piece) => (text += String(piece)));
    socket.on('close', () => resolve(text));
    socket.on('error', () => resolve(text));
  });
  socket.write(`GET /metrics HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`);
  expect(await answer).toContain('431');
  expect((await fetch(`${url}/metrics`)).status).toBe(200);
});

test('a port that is taken stops nothing but the figures', async () => {
  const own = await openWatched();
  const url = await serve(own);
  expect(await serve(own, new URL(url).host)).toBe('');
  const none = await serveHealth(null, own.watched.figures, { clock: own.clock, log });
  expect(none.url).toBeNull();
});

const configure = (metrics: Record<string, unknown>) => () =>
  readConfig({ mpid: 'SUPP', role: 'X', metrics }, 'test').metrics;

test('only an address of this machine is taken, unless the file says otherwise', () => {
  for (const listen of ['127.0.0.1:9464', 'localhost:0', '[::1]:9464', '127.8.9.1:1', null]) {
    expect(configure({ listen })().listen).toBe(listen);
  }
  for (const listen of ['0.0.0.0:9464', '192.168.1.5:9464', '[::]:9464', 'example.org:80']) {
    expect(configure({ listen })).toThrow(/metrics\.listen is .*allowRemote/);
    expect(configure({ listen, allowRemote: true })().listen).toBe(listen);
  }
  for (const listen of ['9464', '127.0.0.1', '127.0.0.1:70000', '']) {
    expect(configure({ listen, allowRemote: true })).toThrow(/metrics\.listen/);
  }
  expect(readConfig({ mpid: 'SUPP', role: 'X' }, 'test').metrics.listen).toBeNull();
});

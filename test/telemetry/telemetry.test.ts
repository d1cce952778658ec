/** Traces: file, event, commit and flow below one another, at a collector that is really asked. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openCollector } from '../../src/telemetry/collector.ts';
import { newPlace } from '../../src/telemetry/span.ts';
import { makeFlowFile, mpanOf, notificationsCsv, requestFile } from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';
import { attribute, receiver, type TakenSpan } from './receiver.ts';

const notified = (...ns: number[]) => notificationsCsv(ns.map((n) => ({ mpan: mpanOf(n) })));

const named = (spans: readonly TakenSpan[], name: string): TakenSpan[] =>
  spans.filter((span) => span.name === name);

test('a file leads to its events, these to their commit, and that to the flow', async () => {
  const collector = await receiver();
  const telemetry = { url: collector.url, token: 'let-me-in' };
  const own = await openTestGateway({ send: 'automatic', telemetry });
  await own.take('n.csv', notified(1, 2));
  await own.close();
  const spans = collector.spans();
  const [file] = named(spans, 'pawl.file');
  const events = named(spans, 'pawl.event');
  const [commit] = named(spans, 'pawl.commit');
  const [flow] = named(spans, 'pawl.flow');
  expect(spans).toHaveLength(5);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(file).toMatchObject({ traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(file?.parentSpanId).toBeUndefined();
  expect(events.map(({ parentSpanId }) => parentSpanId)).toEqual([file?.spanId, file?.spanId]);
  expect(commit?.parentSpanId).toBe(events[0]?.spanId);
  expect(commit?.links).toEqual([{ traceId: file?.traceId, spanId: events[1]?.spanId }]);
  expect(flow?.parentSpanId).toBe(commit?.spanId);
  expect(attribute(file!, 'pawl.file.outcome')).toBe('applied');
  expect(attribute(commit!, 'pawl.commit.events')).toBe('2');
  expect(attribute(flow!, 'pawl.flow')).toBe('D0001');
  expect(attribute(flow!, 'pawl.flow.instances')).toBe('2');
  for (const { startTimeUnixNano: start, endTimeUnixNano: end } of spans) {
    expect(BigInt(end) >= BigInt(start)).toBe(true);
    expect(start).toMatch(/^\d{19}$/);
  }
  expect(collector.headers[0]).toMatchObject({
    'content-type': 'application/json',
    authorization: 'Bearer let-me-in',
  });
  const [{ resource }] = JSON.parse(collector.bodies[0] ?? '').resourceSpans;
  expect(resource.attributes).toContainEqual({
    key: 'service.name',
    value: { stringValue: 'pawl' },
  });
});

test('no MPAN, no name of a file and no word of it is told, unless MPANs are wanted', async () => {
  const from = ['A Road', 'Mr Jones'] as const;
  const words = { id: 'Ann Bell', flow: 'High St', from, records: [] };
  const told = async (mpan: boolean): Promise<string> => {
    const collector = await receiver();
    const own = await openTestGateway({ telemetry: { url: collector.url, mpan } });
    await own.take('bell.csv', notified(1));
    await own.take('odd.usr', makeFlowFile(words));
    await own.close();
    expect(named(collector.spans(), 'pawl.file')).toHaveLength(2);
    return collector.bodies.join('');
  };
  const hidden = [mpanOf(1), 'bell', 'Bell', 'High St', 'Road', 'Jones', 'odd.usr', 'ZZ1'];
  const without = await told(false);
  expect(hidden.filter((word) => without.includes(word))).toEqual([]);
  const withMpans = await told(true);
  expect(hidden.filter((word) => withMpans.includes(word))).toEqual([mpanOf(1)]);
});

test('a file of many instances has so many spans and no more, and all are counted', async () => {
  const collector = await receiver();
  const own = await openTestGateway({
    telemetry: { url: collector.url },
    limits: { instancesPerCommit: 300 },
  });
  const mpans = Array.from({ length: 2_000 }, (_, n) => mpanOf(n + 1));
  await own.take('sent/many.usr', requestFile('MANY', mpans));
  await own.close();
  const spans = collector.spans();
  expect(named(spans, 'pawl.event')).toHaveLength(500);
  const commits = named(spans, 'pawl.commit');
  expect(commits.length).toBeGreaterThan(5);
  expect(
    commits.reduce((sum, span) => sum + Number(attribute(span, 'pawl.commit.events')), 0),
  ).toBe(2_000);
});

test('a collector that is down, refuses or never answers stops nothing', {
  timeout: 30_000,
}, async () => {
  const refusing = await receiver(() => 503);
  const silent = await receiver(() => null);
  for (const url of ['http://127.0.0.1:9/v1/traces', refusing.url, silent.url]) {
    const own = await openTestGateway({ send: 'automatic', telemetry: { url } });
    expect((await own.take('n.csv', notified(1))).outcome).toBe('applied');
    expect(own.files('outbox')).toHaveLength(1);
    expect(await own.problems()).toEqual([]);
    await own.close();
  }
});

test('what waits for a collector has an end, its failure is told once, and so is its return', async () => {
  let status = 503;
  const collector = await receiver(() => status);
  const said: unknown[] = [];
  const tell = (...told: unknown[]): void => void said.push(told);
  const settings = { url: collector.url, token: null, mpan: false };
  const log = { warn: tell, info: tell };
  const times = { everyMs: 5, timeoutMs: 1_000 };
  const { give, close } = openCollector(settings, {}, log as never, times);
  const span = (n: number) => ({
    ...newPlace(null),
    parent: null,
    name: `span ${n}`,
    startedAt: n,
    endedAt: n,
    attributes: {},
    links: [],
  });
  for (let n = 0; n < 5_000; n += 1) give(span(n));
  await expect.poll(() => said.length).toBe(1);
  expect(said[0]).toEqual([{ code: 'HTTP 503' }, expect.stringContaining('dropped')]);
  give(span(5_000));
  await sleep(50);
  expect(said).toHaveLength(1);
  status = 200;
  give(span(5_001));
  await expect.poll(() => said.length).toBe(2);
  // 5,000 less 2,048 that had room, those, and one more.
  expect(said[1]).toEqual([{ lost: 5_001 }, expect.stringContaining('takes traces again')]);
  for (let n = 0; n < 3_000; n += 1) give(span(n));
  await close();
  expect(collector.spans()).toHaveLength(1 + 2_048);
});

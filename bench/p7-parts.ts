/** P7: what the small parts cost, so that the next reader sees where time goes. */
import { bundledBankHolidays, calendarOf, deadlineFor, plainRuleSet } from '../src/calendar/index.ts';
import { readConfig } from '../src/config/config.ts';
import { loadCatalogue } from '../src/shipped-flows.ts';
import { parseFlowFile } from '../src/flow/index.ts';
import { flowEvents } from '../src/gateway/events-of.ts';
import { calendarTimeline } from '../src/gateway/index.ts';
import { foldAll } from '../src/process/index.ts';
import { readingRules, readReport } from '../src/reading/index.ts';
import { ruleBookOf } from '../src/rules/rule-book.ts';
import { answerFile, requestFile } from './desk.ts';
import { type Figure, type Report, rounded, spreadOf } from './measure.ts';

const runs = 7;

/** Nanoseconds of one call: the median of several runs of many calls, after a warm-up. */
function nanoseconds(calls: number, call: (n: number) => unknown): Figure {
  const values: number[] = [];
  let kept: unknown = null;
  for (let round = 0; round <= runs; round += 1) {
    const start = performance.now();
    for (let n = 0; n < calls; n += 1) kept = call(n);
    const taken = ((performance.now() - start) / calls) * 1e6;
    if (round > 0) values.push(taken);
  }
  if (kept === undefined) throw new Error('the call gave nothing');
  const { median, lowest, highest } = spreadOf(values);
  return {
    ours: Math.round(median),
    peer: null,
    limit: null,
    ratio: 1,
    unit: 'ns',
    spread: [Math.round(lowest), Math.round(highest)],
    runs,
  };
}

export async function p7(): Promise<Report> {
  const calendar = calendarOf(bundledBankHolidays, 'england-and-wales');
  if (calendar === undefined) throw new Error('the bundled calendar is missing');
  const zone = 'Europe/London';
  const starts = Array.from({ length: 365 }, (_, day) =>
    Temporal.Instant.from('2026-01-01T09:30:00Z').add({ hours: 24 * day }).toString(),
  );
  const deadline = nanoseconds(200_000, (n) =>
    deadlineFor({
      calendar,
      zone,
      ruleSet: plainRuleSet,
      startedAt: starts[n % starts.length] ?? '',
      workingDays: 10,
    }),
  );
  let calls = 0;
  const sentences = [
    'NO BACKSTOP FITTED',
    'Meter checked, backstop present',
    'STATIC METER. CANNOT RUN BACKWARDS',
    'old meter exchanged for smart, b/stop n/a',
    'customer has solar panels, unable to confirm backstop, please advise',
  ].map((text) => ({ codes: [], texts: [{ text, line: 3, item: 'J0012', meterId: 'E1' }] }));
  const none = { codes: [], texts: [] };
  const again = nanoseconds(100_000, (n) =>
    readReport(readingRules, sentences[n % sentences.length] ?? none),
  );
  // A number in the text makes each one new, so that none is remembered.
  const fresh = nanoseconds(100_000, (n) => {
    const [words] = sentences[n % sentences.length]?.texts ?? [];
    if (words === undefined) return null;
    return readReport(readingRules, {
      codes: [],
      texts: [{ ...words, text: `JOB ${(calls += 1)}: ${words.text}` }],
    });
  });
  const config = readConfig({ mpid: 'SUPP', role: 'X', send: 'never' }, 'bench');
  const calendars = calendarTimeline(config.calendar, config.calendars, []);
  const { rules } = ruleBookOf(config, calendars, loadCatalogue());
  const receivedAt = '2026-08-12T09:00:00Z';
  const events = [requestFile(1, 1, 1), answerFile(1, 1, 2)].flatMap((text) => {
    const { file } = parseFlowFile(rules.catalogue, text);
    if (file === null) throw new Error('a bench file was refused');
    const arrival = { config, receivedAt, file: 'bench.usr' };
    return flowEvents(rules, arrival, file.envelope, file.instances, '');
  });
  const mpan = events[0]?.mpan ?? '';
  const fold = nanoseconds(20_000, () => foldAll(rules, mpan, events, receivedAt));
  return {
    'P7/deadline': deadline,
    'P7/read-report': { ...fresh, note: 'a text not seen before' },
    'P7/read-report-again': { ...again, ratio: rounded(again.ours / fresh.ours) },
    'P7/fold-two-events': { ...fold, ratio: rounded(fold.ours / fresh.ours) },
  };
}

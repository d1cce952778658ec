/**
 * P6: a national year. 80,000 checks opened over a year, about 400,000 flows in 20,000 files of
 * twenty instances, one day after the other with a simulated clock: every file, every deadline and
 * every alert at its own instant, durably.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDesk } from './desk.ts';
import { flowFile, mpanOf } from './generate.ts';
import { type Report, rounded, spreadOf, throughput } from './measure.ts';
import { intakeAndLimit } from './p2-intake.ts';

const checks = 80_000;
const perFile = 20;
const firstDay = '2026-01-05';
const days = 364;

type Party = readonly [role: string, mpid: string];
const ldso: Party = ['R', 'LDSO'];
const supplier: Party = ['X', 'SUPP'];
const meterOperator: Party = ['M', 'MOPX'];

interface Step {
  readonly flow: string;
  readonly from: Party;
  readonly to: Party;
  /** Calendar days after the notification; a twentieth of the answers come a month late. */
  readonly after: (n: number) => number;
  readonly records: (n: number, date: string) => readonly string[];
}

const meterId = (n: number): string => `E${String(n).padStart(9, '0')}`;
const request = (n: number, date: string): string[] => [
  `001|${mpanOf(n)}||||`,
  `002|${meterId(n)}|`,
  `003|01|MICROGENERATION BACKSTOP CHECK|${date}||`,
  '759|42||',
];

const steps: readonly Step[] = [
  { flow: 'D0001001', from: ldso, to: supplier, after: () => 0, records: request },
  { flow: 'D0001001', from: supplier, to: meterOperator, after: () => 2, records: request },
  {
    flow: 'D0002001',
    from: meterOperator,
    to: supplier,
    after: (n) => (n % 20 === 0 ? 40 : 9),
    records: (n, date) => [
      `004|${mpanOf(n)}|MICROGENERATION BACKSTOP CHECK|${date}|`,
      `005|${meterId(n)}|NO BACKSTOP FITTED|`,
      '006|01|||',
    ],
  },
  {
    flow: 'D0142001',
    from: supplier,
    to: meterOperator,
    after: (n) => (n % 20 === 0 ? 42 : 12),
    records: (n) => [
      `267|${mpanOf(n)}|1|HIGH STREET||||||||AA1 1AA||||N||E||NO BACKSTOP PLEASE REPLACE|F||`,
    ],
  },
  {
    flow: 'D0150002',
    from: meterOperator,
    to: supplier,
    after: (n) => (n % 20 === 0 ? 70 : 20),
    records: (n, date) => [
      `288|${mpanOf(n)}|${date}||E|`,
      `289|0393|${date}|||`,
      `290|F${meterId(n).slice(1)}|||100|J|ACME 100|MAPX|||||||||||N|${date}|||||H|${date}|`,
      '293|01|C|AI|1.00||5|||',
      `08A|${meterId(n)}|${date}|MAPX|`,
    ],
  },
];

const flows = checks * steps.length;

/** What is dropped on each day: name, folder and text of each file. */
function filesByDay(): Map<number, { name: string; folder: 'inbox' | 'sent'; text: string }[]> {
  const byDay = new Map<number, { name: string; folder: 'inbox' | 'sent'; text: string }[]>();
  const start = Temporal.PlainDate.from(firstDay);
  let number = 0;
  for (const step of steps) {
    const waiting = new Map<number, number[]>();
    for (let n = 0; n < checks; n += 1) {
      const day = Math.floor((n / checks) * (days - 80)) + step.after(n);
      const list = waiting.get(day) ?? [];
      list.push(n);
      waiting.set(day, list);
    }
    for (const [day, list] of waiting) {
      const date = start.add({ days: day }).toString().replaceAll('-', '');
      for (let at = 0; at < list.length; at += perFile) {
        number += 1;
        const some = list.slice(at, at + perFile);
        const records = some.flatMap((n) => step.records(n, date));
        const fileIdentifier = `Y${String(number).padStart(9, '0')}`;
        const envelope = { ...step, fileIdentifier, createdAt: `${date}100000` };
        const folder = step.from === supplier ? 'sent' : 'inbox';
        const files = byDay.get(day) ?? [];
        files.push({
          name: `${fileIdentifier}.usr`,
          folder,
          text: flowFile(envelope, records, some.length),
        });
        byDay.set(day, files);
      }
    }
  }
  return byDay;
}

const runs = 5;

export async function p6(): Promise<Report> {
  const byDay = filesByDay();
  const seconds: number[] = [];
  let did = '';
  for (let round = 0; round <= runs; round += 1) {
    const year = await oneYear(byDay);
    if (round > 0) seconds.push(year.seconds);
    did = `${year.files} files, ${flows} flows, ${year.alerts} alerts, all checks closed`;
  }
  const year = spreadOf(seconds);
  const { bare, count } = await intakeAndLimit();
  return {
    'P6/seconds': {
      ours: rounded(year.median),
      peer: null,
      limit: 90,
      ratio: rounded(year.median / 90),
      unit: 's',
      spread: [rounded(year.lowest), rounded(year.highest)],
      runs,
      note: did,
    },
    'P6/limit': {
      ...throughput(flows, year, { spread: bare, as: 'limit', count }, 'flows/s'),
      note: 'against the limit of P2, measured again in this run',
    },
  };
}

async function oneYear(
  byDay: ReturnType<typeof filesByDay>,
): Promise<{ seconds: number; files: number; alerts: number }> {
  let files = 0;
  const desk = await openDesk(`${firstDay}T00:00:00Z`, { logLevel: 'silent' });
  const { engine, clock } = desk;
  const start = Temporal.PlainDate.from(firstDay);
  let seconds = 0;
  for (let day = 0; day < days; day += 1) {
    const at = start.add({ days: day }).toString();
    const begun = performance.now();
    for (;;) {
      const wake = await engine.gateway().store.nextWake();
      if (wake === null || wake >= `${at}T11:00:00Z`) break;
      if (wake > clock.now()) clock.set(wake);
      await engine.pass({ final: true });
    }
    seconds += (performance.now() - begun) / 1000;
    for (const { name, folder, text } of byDay.get(day) ?? []) {
      writeFileSync(join(desk.workspace, folder, name), text, 'latin1');
      files += 1;
    }
    const dropped = performance.now();
    clock.set(`${at}T11:00:00Z`);
    await engine.pass({ final: true });
    seconds += (performance.now() - dropped) / 1000;
  }
  const closed = (await engine.gateway().store.checks({ state: 'closed' })).length;
  const alerts = (await engine.gateway().store.alertsOf(null)).length;
  if (closed !== checks) throw new Error(`${closed} of ${checks} checks were closed`);
  await desk.close();
  return { seconds, files, alerts };
}

/** Small cases that docs/which-option.md works by hand, and what must hold of any comparison. */
import { expect, test } from 'vitest';
import { compareOptions, swingFigures } from '../../src/compare/comparison.ts';
import { plainDesk } from '../../src/compare/ground.ts';
import { worker } from '../../src/compare/jobs.ts';
import {
  type Behaviour,
  behaviourOf,
  readParameters,
  shareNames,
  shippedParameters,
  variationsOf,
} from '../../src/compare/parameters.ts';
import { readPortfolio } from '../../src/compare/read-portfolio.ts';
import { escaped } from '../../src/compare/pictures.ts';
import { assumptionsOf, effectsOf, figuresCsv, reportHtml } from '../../src/compare/report.ts';
import { figureOf } from '../../src/compare/tally.ts';
import { badMpanOf, mpanOf } from '../support/flow-files.ts';

const shipped = shippedParameters();
const none = Object.fromEntries(shareNames.map((name) => [name, 0])) as Behaviour['shares'];

/** Asks after 3 Working Days, checks in 5, orders after 2, replaces in 6; 7 for both in one visit. */
const plain: Behaviour = {
  ...behaviourOf(shipped),
  meterOperators: [{ mpid: 'MOPX', share: 1, pace: 1 }],
  shares: none,
  days: {
    notification: { always: 10 },
    lateNotification: { always: 0 },
    supplierAsks: { always: 3 },
    supplierOrders: { always: 2 },
    supplierDecides: { always: 4 },
    supplierChases: { always: 2 },
    check: { always: 5 },
    replace: { always: 6 },
    both: { always: 7 },
    answersApart: { always: 2 },
  },
};

const profiles = ['option-1', 'option-2', 'option-3'] as const;

function tallied(profile: string, shares: Partial<Behaviour['shares']>, days = {}, to = 40) {
  const behaviour = { ...plain, shares: { ...none, ...shares }, days: { ...plain.days, ...days } };
  const work = worker({ desk: plainDesk, seed: 1, rows: null });
  const tally = work({ profile, behaviour, from: 0, to });
  return (name: Parameters<typeof figureOf>[0]) => figureOf(name, tally, 200);
}

test('each meter must be replaced: 3 + 5 + 2 + 6 Working Days in option 1, 3 + 7 in the others', () => {
  const told = profiles.map((profile) => {
    const figure = tallied(profile, {});
    return ['daysMean', 'days99', 'flows', 'visits', 'breaches', 'inTime'].map((name) =>
      figure(name as 'flows'),
    );
  });
  expect(told).toEqual([
    [16, 16, 4, 2, 0, 1],
    [10, 10, 2, 1, 0, 1],
    [10, 10, 3, 1, 0, 1],
  ]);
});

test('each meter has a backstop: one visit and one report, 3 + 5 Working Days or 3 + 7', () => {
  const told = profiles.map((profile) => {
    const figure = tallied(profile, { hasBackstop: 1 });
    return [figure('daysMean'), figure('flows'), figure('visits'), figure('reverseDays')];
  });
  expect(told).toEqual([
    [8, 2, 1, 0],
    [10, 2, 1, 0],
    [10, 3, 1, 0],
  ]);
});

test('all Meter Operators at half their pace take twice their days, also where these were observed', () => {
  const work = worker({ desk: plainDesk, seed: 1, rows: null });
  const chances = [0, 0, 0, 0, 0, 1];
  for (const check of [{ always: 5 }, { chances }]) {
    const behaviour: Behaviour = {
      ...plain,
      pace: 2,
      shares: { ...none, hasBackstop: 1 },
      days: { ...plain.days, check },
    };
    const tally = work({ profile: 'option-1', behaviour, from: 0, to: 40 });
    expect(figureOf('daysMean', tally, 200)).toBe(3 + 2 * 5);
  }
});

test('a report after 12 Working Days misses its deadline of 10, and nothing else changes', () => {
  const figure = tallied('option-1', { hasBackstop: 1 }, { check: { always: 12 } });
  expect([figure('daysMean'), figure('breaches'), figure('inTime')]).toEqual([15, 1, 0]);
});

test('one visit in five fails: 1.25 visits, and 8 Working Days for each try', () => {
  const figure = tallied('option-1', { hasBackstop: 1, failedVisit: 0.2 }, {}, 2_000);
  expect(figure('visits')).toBeGreaterThan(1.22);
  expect(figure('visits')).toBeLessThan(1.28);
  expect(figure('daysMean')).toBeGreaterThan(9.75);
  expect(figure('daysMean')).toBeLessThan(10.25);
});

test('every request is refused once in two: each refusal costs the decision and another try', () => {
  // 3 + 5, and with each refusal 4 until it is decided, 3 until it is asked again, 5 until it is answered.
  const figure = tallied('option-1', { hasBackstop: 1, refusal: 0.5 }, {}, 2_000);
  expect(figure('daysMean')).toBeGreaterThan(19.2);
  expect(figure('daysMean')).toBeLessThan(20.8);
  expect(figure('visits')).toBe(1);
});

const small = {
  desk: plainDesk,
  seed: 42,
  rows: null,
  parameters: shipped,
  profiles,
  checks: 60,
  sensitivityChecks: 2,
};

test('the same seed gives the same bytes, however many threads; another seed does not', {
  timeout: 300_000,
}, async () => {
  const one = await compareOptions({ ...small, threads: 1 });
  const two = await compareOptions({ ...small, threads: 2 });
  expect(reportHtml(two)).toBe(reportHtml(one));
  expect(figuresCsv(two)).toBe(figuresCsv(one));
  expect(figuresCsv(one)).toMatch(/^lessFirst,option-2,flows,-0\.\d+,/m);
  const other = await compareOptions({ ...small, seed: 43, sensitivityChecks: 0 });
  expect(other.options[0]?.figures).not.toEqual(one.options[0]?.figures);
  // A sceptical reader finds every assumption, its source and its effect.
  const assumptions = assumptionsOf(one);
  const moved = new Set(variationsOf(shipped).map(({ name }) => name));
  expect([...moved]).toEqual(assumptions.flatMap(({ name, low }) => (low === '' ? [] : [name])));
  for (const { name, source } of assumptions) {
    expect(reportHtml(one)).toContain(`<td>${name}</td>`);
    expect(reportHtml(one)).toContain(escaped(source));
  }
  for (const figure of swingFigures) {
    expect(new Set(effectsOf(one, figure).map(([name]) => name))).toEqual(moved);
  }
  const days = Math.round((one.options[0]?.figures.reverseDays.value ?? 0) * one.checks);
  expect(reportHtml(one)).toContain(`summed over all meters: option-1 ${days}, option-2 `);
});

test('a profile of one’s own is played as well', async () => {
  const settings = {
    profiles: {
      quick: {
        extends: 'option-1',
        title: 'Sooner',
        stages: { investigating: { workingDays: 5 } },
      },
    },
  };
  const { options } = await compareOptions({
    ...small,
    desk: { settings, calendars: [] },
    profiles: ['option-1', 'quick'],
    sensitivityChecks: 0,
  });
  const [usual, quick] = options;
  expect(quick?.figures.breaches.value).toBeGreaterThan(usual?.figures.breaches.value ?? 0);
  expect(quick?.figures.visits).toEqual(usual?.figures.visits);
});

async function* csv(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

test('a portfolio names homes, and its faults by line', async () => {
  const rows = await readPortfolio(
    csv(`mpan,meter,meterOperator\n${mpanOf(1)},hasNot,MOPX\n${mpanOf(2)},has,\n`),
    'homes.csv',
    2027,
  );
  expect(rows).toEqual([
    { mpan: mpanOf(1), meter: 'hasNot', meterOperator: 'MOPX' },
    { mpan: mpanOf(2), meter: 'has' },
  ]);
  const bad = readPortfolio(
    csv(`mpan,notifiedOn\n${mpanOf(1)},2026-01-05\n${badMpanOf(2)},\n`),
    'homes.csv',
    2027,
  );
  await expect(bad).rejects.toThrow(/line 3.*line 2: notifiedOn must lie in 2027/);
});

test('parameters at fault are named, each with what is expected', () => {
  const text = JSON.stringify({
    ...shipped,
    year: 'soon',
    shares: { ...shipped.shares, refusal: 2 },
  });
  expect(() => readParameters(text, 'mine.json')).toThrow(
    /mine\.json: year: expected a year; shares\.refusal: expected/,
  );
});

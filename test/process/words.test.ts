/**
 * What every reading and every item of the work queue says, word for word: people act by these
 * sentences. They are told by histories that are always the same, and each stands here once.
 */
import { expect, test } from 'vitest';
import type { Group } from '../../src/flow/index.ts';
import {
  draftsFor,
  foldAll,
  type MpanState,
  type ProcessEvent,
  type ProcessRules,
  viewOf,
} from '../../src/process/index.ts';
import { chanceOf } from '../naive/random-history.ts';
import { meterOperatorRules, mpan, supplierRules } from './events.ts';
import {
  anyHistory,
  deedHistory,
  type History,
  linkHistory,
  notifiedHistory,
  visitHistory,
} from './histories.ts';

/** Names that differ from history to history, made alike. */
const alike = (text: string): string =>
  text
    .replace(/\d{13}-[0-9a-f]{8}/g, 'ID')
    .replace(/\b\d{4}-\d\d-\d\d\b/g, 'DAY')
    .replace(/\b20\d{6}\b/g, 'CCYYMMDD')
    .replace(/[A-Z]\d{4}_\d+\.usr/g, 'FILE')
    .replace(/\b(1|2)\d\d of DAY/g, 'NNN of DAY');

function sentencesOf(rules: ProcessRules, events: readonly ProcessEvent[], asOf: string): string[] {
  const { state, readings } = foldAll(rules, mpan, events, asOf);
  const read = readings.map(({ event, means, says, check, from, to, codes, evidence }) => {
    const name = event.kind === 'flow' ? event.flow : event.kind;
    const where = check === null ? 'no check' : `check ${check.sequence} of ${check.supplier}`;
    const way = from === null ? '' : from === to ? ` ${from}` : ` ${from} > ${to}`;
    const cited = evidence.map(({ rule, item }) => ` ${rule}@${item}`).join('');
    return `${name} ${means}: ${says} (${where}${way})${codes.map((code) => ` ${code}`).join('')}${cited}`;
  });
  return [...read, ...itemsOf(rules, state, asOf)].map(alike);
}

const itemsOf = (rules: ProcessRules, state: MpanState, asOf: string): string[] => [
  ...state.loose.map(({ code, detail }) => `item ${code}: ${detail}`),
  ...state.checks.flatMap((check) => [
    ...viewOf(rules, state, check, asOf).exceptions.map(
      ({ code, detail }) => `item ${code}: ${detail}`,
    ),
    ...draftsFor(rules, state, check, asOf).drafts.flatMap((draft) =>
      [
        `to ${draft.toRole} ${draft.toMpid}`,
        ...draft.missing.map((what) => `lacks ${what}`),
        ...draft.unfit.map((what) => `cannot hold ${what}`),
        ...draft.mended,
        ...groupsOf(draft.instance),
      ].map((what) => `draft ${draft.flow}: ${what}`),
    ),
  ]),
];

/** Each group of a draft in a line. */
const groupsOf = ({ id, values, children }: Group): string[] => [
  [id, ...Object.entries(values).map(([ref, value]) => `${ref}=${value}`)].join(' '),
  ...children.flatMap(groupsOf),
];

/** The sentences of many histories, each once, in the order of the alphabet. */
function ofHistories(
  rules: ProcessRules,
  seed: number,
  many: number,
  historyOf: (seed: number) => History,
): string {
  const { next } = chanceOf(seed);
  const said = new Set<string>();
  for (let told = 0; told < many; told += 1) {
    const { events, asOf } = historyOf(Math.floor(next() * 2 ** 32));
    for (const sentence of sentencesOf(rules, events, asOf)) said.add(sentence);
  }
  return [...said].sort().join('\n');
}

test('what a Supplier is told', () => {
  expect(ofHistories(supplierRules, 7, 150, anyHistory)).toMatchSnapshot();
});

test('what a Meter Operator is told', () => {
  expect(ofHistories(meterOperatorRules, 8, 60, anyHistory)).toMatchSnapshot();
});

test('what a Meter Operator that writes its own flows is told, and what it drafts', () => {
  const rules = { ...meterOperatorRules, drafts: true };
  expect(ofHistories(rules, 9, 120, visitHistory)).toMatchSnapshot();
});

test('what a Supplier that writes its own flows is told, and what it drafts', () => {
  const rules = { ...supplierRules, drafts: true };
  expect(ofHistories(rules, 10, 80, notifiedHistory)).toMatchSnapshot();
});

test('what is told of what people do, and of flows of ours that come from outside', () => {
  expect(ofHistories(supplierRules, 11, 60, deedHistory)).toMatchSnapshot();
});

test('what both sides are told of linked export MPANs and terminations', () => {
  for (const rules of [supplierRules, meterOperatorRules]) {
    const sentences = ofHistories(rules, 12, 60, linkHistory).split('\n');
    const own = /linked export|appointment of|does not supply|exports since|EXPORTED|SUPPLIES/;
    expect(sentences.filter((one) => own.test(one)).join('\n')).toMatchSnapshot();
  }
});

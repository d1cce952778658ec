/**
 * The rules that evidence cites: lists of the reading, and those by which meters decide, or the lack
 * of words. The one rule: whatever name stands in evidence is told here.
 */
import { type ReadingRules, ruleNames, type RuleWords, wordsOfRule } from '../reading/index.ts';

/** By meters: process.md's table of what a D0150 proves. */
const evidenceRules = {
  'half-hourly-meter': 'J0483 is H: a half-hourly meter is outside the process',
  'installed-before-request': 'the meter hung there before the check was asked for',
  'another-meter-not-replaced': 'a new meter came, and another that was known still hangs there',
  'new-meter-removal-awaited': 'a new meter came, and the removal of the old one is not yet told',
  'meter-exchanged': 'a meter came since the request, and the one that was known went',
  'meter-installed': 'a meter came since the request, where none was known',
  'old-meter-removed': 'the removal that was awaited: it proves the exchange',
  'removal-only': 'a meter went, and none came',
  'export-register':
    'a register for export: a meter that has one counts both ways, and cannot turn back',
  'static-type': 'J0483 is of a meter that cannot turn back by how it is made',
  'meter-removed': 'the report speaks of a meter that was removed',
  'meter-not-known': 'the report speaks of a meter that nobody knows to be there',
  'another-meter-known': 'more meters are known there than the report speaks of',
  'meters-known': 'the meters that the report speaks of are known now',
  'nothing-said': 'the report has no words or code that say anything of a backstop',
} as const;

export type EvidenceRule = keyof typeof evidenceRules;

/** What a rule says that evidence cites; null where none has that name. */
export const citedRule = (reading: ReadingRules, name: string): RuleWords | null =>
  isEvidenceRule(name)
    ? { says: [evidenceRules[name]], phrases: [], examples: [] }
    : wordsOfRule(reading, name);

export const citedRuleNames = (reading: ReadingRules): readonly string[] =>
  [...ruleNames(reading), ...Object.keys(evidenceRules)].sort();

const isEvidenceRule = (name: string): name is EvidenceRule => Object.hasOwn(evidenceRules, name);

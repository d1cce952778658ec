/**
 * What holds of a Code of Practice whatever the meter: which committee answers for it, whether Meters
 * are tested against it, and who decided before an approval was given. Each answer names the sentence
 * it rests on.
 */
import type { LocalDate } from '../../calendar/index.ts';
import { type YesOrNo, hasBegun } from './known-date.ts';
import { type Sentence, sentenceAt } from './papers.ts';

/** CoP5, 5 and "CoP 5" are one; 6a to 6d are kinds of CoP6. Null for what names no CoP. */
export function copOf(text: string): string | null {
  const named = /^(?:COP)?\s*0*(\d{1,2})([A-D]?)$/i.exec(text.trim());
  return named === null ? null : `${named[1]}${(named[2] ?? '').toLowerCase()}`;
}

const numberOf = (cop: string): string => cop.replace(/\D/g, '');

/** Whether a CoP that was asked for is this one; CoP6 is each of 6a to 6d. */
export const isSameCop = (one: string, other: string): boolean =>
  one === other || (numberOf(one) === numberOf(other) && [one, other].includes(numberOf(one)));

interface Ruling {
  readonly says: string;
  readonly source: Sentence | null;
}

export interface Committees extends Ruling {
  /** Empty where the papers do not say. */
  readonly committees: readonly ('ISG' | 'SVG')[];
}

export function committeesFor(cop: string): Committees {
  const source = sentenceAt('ISG 255/05 2.3');
  const number = numberOf(cop);
  if (['1', '2'].includes(number)) {
    return { committees: ['ISG'], says: `the ISG is solely responsible for CoP${number}`, source };
  }
  if (number === '3') {
    const says = 'the ISG and the SVG are jointly responsible for CoP3';
    return { committees: ['ISG', 'SVG'], says, source };
  }
  if (['5', '6', '7', '8', '9', '10'].includes(number)) {
    return { committees: ['SVG'], says: `the SVG is solely responsible for CoP${number}`, source };
  }
  const says = `the papers do not say which committee is responsible for CoP${cop}`;
  return { committees: [], says, source: null };
}

export interface Testing extends Ruling {
  readonly needed: YesOrNo;
}

const alwaysTested = ['1', '2', '3', '5', '6', '10'];
/** The CoPs of which a register may speak: the half-hourly ones that either paper names. */
const halfHourlyCops: readonly string[] = [...alwaysTested, '11'];

export const isHalfHourlyCop = (cop: string): boolean => halfHourlyCops.includes(numberOf(cop));

/**
 * Whether Meters and Outstations are tested for compliance with a CoP. The earlier paper does not name
 * CoP11 and the later one does. Ours: the earlier speaks of its own day and all before it, the later
 * of what follows December 2023; what was so in between neither says.
 */
export function testingFor(cop: string, on: LocalDate): Testing {
  const number = numberOf(cop);
  const earlier = sentenceAt('ISG 255/05 1.2');
  const later = sentenceAt('SVG paper 1.2');
  if (alwaysTested.includes(number)) {
    const says = `CoP${number} is a half-hourly CoP: Meters and Outstations are tested for compliance`;
    return { needed: 'yes', says, source: on <= earlierPaperOn ? earlier : later };
  }
  if (number !== '11') {
    const says = `CoP${cop} is none of the half-hourly CoPs that the papers name`;
    return { needed: 'no', says, source: later };
  }
  if (on <= earlierPaperOn) {
    const says = 'the paper of 5 July 2022 does not name CoP11 among the CoPs that need testing';
    return { needed: 'no', says, source: earlier };
  }
  const needed = hasBegun(laterPaperMonth, on) === 'yes' ? 'yes' : 'undetermined';
  const says =
    needed === 'yes'
      ? 'CoP11 needs testing too: the later paper names it'
      : 'CoP11 is not named in the paper of 5 July 2022 and is in the later one, on December 2023; between them nothing is said';
  return { needed, says, source: later };
}

const earlierPaperOn = '2022-07-05';
const laterPaperMonth = '2023-12';

export interface Issuing extends Ruling {
  readonly by: 'certificate' | 'committee' | 'undetermined';
}

/** Since CP1174 a successful test is enough; before, a committee decided first. */
export function issuingOn(cop: string | null, on: LocalDate): Issuing {
  const source = sentenceAt('ISG 255/05 note 4');
  const begun = hasBegun('2007-06', on);
  if (begun === 'yes') {
    const says = 'after a successful test Elexon can issue the certificate (CP1174, June 2007)';
    return { by: 'certificate', says, source };
  }
  const committees = cop === null ? [] : committeesFor(cop).committees;
  const whose =
    committees.length === 0 ? 'the relevant committee' : `the ${committees.join(' and the ')}`;
  if (begun === 'no') {
    const says = `before June 2007 (CP1174) a certificate took a decision of ${whose} first`;
    return { by: 'committee', says, source };
  }
  const says = `CP1174 was implemented in June 2007, on a day that is not said: from then on a certificate, before it a decision of ${whose}`;
  return { by: 'undetermined', says, source };
}

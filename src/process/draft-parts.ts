/** What the drafts of all flows are made of, and how a draft is finished: mended, then judged. */
import { localDateOf } from '../calendar/index.ts';
import { type DraftFault, faultsOfInstance, type Group, isMpid } from '../flow/index.ts';
import type { CheckState } from './check.ts';
import type { KnownItems } from './event.ts';
import { mendInstance, shownValue } from './mend.ts';
import type { ProcessRules } from './state.ts';

export interface OwedDraft {
  readonly flow: string;
  /** The letters of the header; empty where nobody knows one, which is named in `missing`. */
  readonly fromRole: string;
  readonly toRole: string;
  /** Null where the recipient is not known; then it is named in `missing`. */
  readonly toMpid: string | null;
  readonly instance: Group;
  /** Names and J references of what nothing supplies. */
  readonly missing: readonly string[];
  /** Values that no flow can hold, each with its item and why. */
  readonly unfit: readonly string[];
  /** What is written otherwise than it was told, for people to see. */
  readonly mended: readonly string[];
}

/** A draft without the letters under which it is written. */
export type DraftContent = Omit<OwedDraft, 'fromRole' | 'toRole'>;

/** True if the flow can be written as it is drafted. */
export const isWhole = ({ missing, unfit }: OwedDraft): boolean =>
  missing.length === 0 && unfit.length === 0;

/** What was written otherwise, in one line. */
export const mendedIn = (flow: string, mended: readonly string[]): string =>
  `${flow}, ${mended.join('; ')}`;

/** Ours: words that make the instruction unmistakable, as DCP0030 asks of its labelling. */
export const label = 'MICROGENERATION BACKSTOP CHECK';

export const ccyymmdd = (date: string): string => date.replaceAll('-', '');

export const group = (id: string, values: KnownItems, children: readonly Group[] = []): Group => ({
  id,
  line: 0,
  values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')),
  children,
});

/** Completes a draft: who it goes to, what is still empty, and what does not fit. */
export function draft(
  { catalogue }: ProcessRules,
  flow: string,
  toMpid: string | null,
  bare: Group,
  missing: readonly string[] = [],
): DraftContent {
  const isNobody = toMpid !== null && !isMpid(toMpid);
  const recipient = toMpid === null ? ['Meter Operator Id (J0178), to whom it goes'] : [];
  const nobody = isNobody
    ? [`Meter Operator Id (J0178) «${shownValue(toMpid ?? '')}» is not a Market Participant Id`]
    : [];
  const { instance, notes } = mendInstance(catalogue, flow, bare);
  const faults = faultsOfInstance(catalogue, flow, instance);
  const isMeterNamed = missing.some((place) => place.includes('J0004'));
  const empty = faults
    .filter((fault) => fault.value === '' && !(isMeterNamed && isMeterId(fault)))
    .map(placeOf);
  return {
    flow,
    toMpid,
    instance,
    missing: [...new Set([...recipient, ...missing, ...empty])],
    unfit: [
      ...nobody,
      ...faults
        .filter(({ value }) => value !== '')
        .map((fault) => `${placeOf(fault)} «${shownValue(fault.value)}» ${fault.why}`),
    ],
    mended: notes,
  };
}

/** Which meter a group 290 lacks the Meter Id of, its visit knows better, and has named then. */
const isMeterId = ({ group: id, item }: DraftFault): boolean =>
  item.ref === 'J0004' && id === '290';

export const newMeterIdColumn = 'New Meter Id (290 J0004)';

/** By this name, or by its last two words, the CSV files have a column for it. */
const placeOf = ({ group: id, item }: DraftFault): string => {
  if (item.ref === 'J0004' && id === '290') return newMeterIdColumn;
  const whose = id === '08A' ? ' of the removed meter' : '';
  return `${item.name}${whose} (${id} ${item.ref})`;
};

/** The date of the notification; where none is known, the day the check opened. ccyymmdd. */
export const suspectedOn = (rules: ProcessRules, check: CheckState): string =>
  check.faultSuspectedOn ?? localDateOf(rules.zone, check.openedAt).replaceAll('-', '');

const siteItems = [
  'J1036',
  'J1037',
  'J1038',
  'J1039',
  'J1040',
  'J1041',
  'J1042',
  'J1043',
  'J1044',
  'J0263',
];

export const siteOf = (known: KnownItems): KnownItems =>
  Object.fromEntries(siteItems.map((ref) => [ref, known[ref] ?? '']));

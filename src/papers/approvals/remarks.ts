/**
 * What the register says of the meters that a D0268 or a D0150 tells of: one Finding a meter whose make
 * and type it knows. The one rule: a remark refuses nothing and moves no check.
 */
import { dateOfDigits, isLocalDate } from '../../calendar/index.ts';
import { type Finding, findingOf, type Group, readInstance } from '../../flow/index.ts';
import type { ToldInstance } from '../../intake/index.ts';
import {
  type ComplianceQuestion,
  complianceOf,
  copsInWords,
  isNonHalfHourly,
} from './compliance.ts';
import { copOf } from './cop-rules.ts';
import { typeNamedIn } from './make-and-type.ts';
import { type ComplianceEntry, issueOf, type Register } from './register.ts';
import { isSameName, listStandingOf } from './standing.ts';

/** Where each flow tells of its meters, and of the Code of Practice they are to meet. */
const metersOf: Readonly<
  Record<string, { readonly group: string; readonly copAt: 'top' | 'meter' }>
> = {
  D0268: { group: '03A', copAt: 'top' },
  D0150: { group: '290', copAt: 'meter' },
};

export const flowsWithMeters: readonly string[] = Object.keys(metersOf);

/** What the register has to say of an instance. */
export type Remarks = (instance: ToldInstance) => readonly Finding[];

export function remarksBy({ compliance }: Register): Remarks {
  const makers = makersIn(compliance);
  return ({ catalogue, flow, version, text, line }) => {
    const where = metersOf[flow];
    if (where === undefined || makers?.test(text) !== true) return [];
    const top = readInstance(catalogue, flow, version, text, line);
    const meters = top.children.filter(({ id }) => id === where.group);
    return meters.flatMap((meter) => remarkOn(compliance, top, meter, where.copAt));
  };
}

/** Tells at once that a text names no maker of the register, as most do not; null if it has none. */
function makersIn(entries: readonly ComplianceEntry[]): RegExp | null {
  const words = entries.flatMap(({ manufacturer }) => /[A-Z0-9]+/i.exec(manufacturer) ?? []);
  return words.length === 0 ? null : new RegExp([...new Set(words)].join('|'), 'i');
}

function remarkOn(
  entries: readonly ComplianceEntry[],
  top: Group,
  meter: Group,
  copAt: 'top' | 'meter',
): readonly Finding[] {
  const makeAndType = meter.values['J0410'] ?? '';
  const type = typeNamedIn(entries, makeAndType);
  // Ours: the day the details take effect is the day they speak for.
  const on = dateOf(top.values['J1254'] ?? '');
  if (type === null || on === null) return [];
  const said = copAt === 'top' ? top.values : meter.values;
  const cop = copOf(said['J0418'] ?? '');
  const issue = said['J1686'] === undefined ? null : issueOf(said['J1686']);
  const meterType = meter.values['J0483'] ?? null;
  const question = { ...type, on, firmware: null, meterType };
  const says =
    cop === null
      ? withoutCop(entries, question, said['J0418'])
      : withCop(entries, { ...question, cop, issue });
  const message = `${type.manufacturer} ${type.model} ("${makeAndType}"): ${says}. It blocks nothing.`;
  const place = { line: meter.line, group: meter.id, item: 'J0410' };
  return [findingOf('METER_TYPE_IN_REGISTER', place, message)];
}

function withCop(entries: readonly ComplianceEntry[], question: ComplianceQuestion): string {
  const { status, says, dispensation } = complianceOf(entries, question);
  if (status === 'LISTED') return says;
  const { cop, issue, on } = question;
  const asked = `CoP${cop}${issue === null ? '' : ` Issue ${issue}`}`;
  const may = dispensation === null ? '' : '; a dispensation under BSCP32 may exist';
  return `${status} for ${asked} on ${on}: ${says}${may}`;
}

/** Where the flow names no Code of Practice by its number, all that the type is approved for. */
function withoutCop(
  entries: readonly ComplianceEntry[],
  { model, manufacturer, variant, on, meterType }: Omit<ComplianceQuestion, 'cop' | 'issue'>,
  said: string | undefined,
): string {
  if (meterType !== null && isNonHalfHourly(meterType)) {
    return `NOT_APPLICABLE: meter type ${meterType} (J0483) is non-half-hourly`;
  }
  const ofType = entries.filter(
    (entry) =>
      isSameName(entry.model, model) &&
      isSameName(entry.manufacturer, manufacturer ?? '') &&
      (variant === null || isSameName(entry.variant, variant)),
  );
  const cops = said === undefined ? 'no Code of Practice' : `J0418 "${said}"`;
  const listed = ofType.filter((entry) => listStandingOf(entry, on) === 'in');
  if (listed.length > 0) return `approved for ${copsInWords(listed)}; the flow gives ${cops}`;
  const isOpen = ofType.some((entry) => listStandingOf(entry, on) === 'undetermined');
  return isOpen
    ? `UNDETERMINED on ${on}: the register does not say what it was approved for on that day`
    : `NOT_LISTED on ${on} for any Code of Practice; a dispensation under BSCP32 may exist`;
}

function dateOf(digits: string): string | null {
  const date = dateOfDigits(digits);
  return isLocalDate(date) ? date : null;
}

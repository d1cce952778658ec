/**
 * What a D0150 proves about the meter of an MPAN. The flow has no field for a backstop, so the
 * details are compared with the last known meters, and the dates with the request. The first
 * finding of docs/process.md's table that fits wins.
 */
import { dateOfDigits, type LocalDate } from '../calendar/index.ts';
import type { Group } from '../flow/index.ts';
import { type ReadingRules, readMaintenanceText, type Words } from '../reading/index.ts';
import type { Evidence } from './evidence.ts';
import type { EvidenceRule } from './evidence-rules.ts';
import type { KnownMeter, KnownMeters } from './known-meters.ts';
import {
  doubtEvidence,
  doubtOf,
  linesOf,
  type MeterDoubt,
  type MetersThere,
  meterAmong,
  spokenIn,
} from './report-meters.ts';
import { goesOn } from './wrapped-text.ts';

export type MeterVerdict =
  | 'outOfScope'
  | 'exchangedBeforeRequest'
  | 'metersDiffer'
  | 'replaced'
  | 'replacedProvisionally'
  | 'removedOnly'
  | 'backstopStated'
  | 'backstopDenied'
  | 'cannotReverse'
  | 'refresh'
  /** Ours: details that name no meter at all are no answer about one. */
  | 'noMeter';

export interface MeterReading {
  readonly finding: MeterVerdict;
  readonly evidence: readonly Evidence[];
  /** The meters that are new since the request, whether or not the old one's removal is known. */
  readonly newMeters: readonly string[];
  /** Why a refresh that speaks of a backstop is no answer: it leaves a known meter open. */
  readonly doubt?: MeterDoubt;
}

/** A D0150 of one MPAN, read out of its groups. */
interface MeterDetails {
  readonly meters: readonly MeterGroup[];
  readonly removals: readonly {
    readonly id: string;
    readonly on: LocalDate;
    readonly line: number;
  }[];
  /** Maintenance at the level of the metering point (762). */
  readonly maintenance: readonly Maintenance[];
}

type Maintenance = Words & { readonly on: LocalDate };

interface MeterGroup extends KnownMeter {
  /** The Meter Id as the file has it. */
  readonly written: string;
  readonly thereSince: LocalDate;
  readonly line: number;
  /** The lines of all that is said of it. */
  readonly lines: readonly number[];
  readonly type: string;
  readonly exports: Group | undefined;
  readonly maintenance: readonly Maintenance[];
}

function maintenanceOf(
  groups: readonly Group[],
  id: string,
  meterId: string | null,
): Maintenance[] {
  const told: Maintenance[] = [];
  let before = '';
  for (const { line, values } of groups.filter((group) => group.id === id)) {
    const text = values['J0008'] ?? '';
    const on = dateOfDigits(values['J0480'] ?? '');
    const last = told.at(-1);
    // A full text goes on in the next record: read apart, half of a denial could affirm.
    if (last?.on === on && goesOn(before, text, 200)) {
      told[told.length - 1] = { ...last, text: `${last.text} ${text}` };
    } else told.push({ text, line, item: 'J0008', meterId, on });
    before = text;
  }
  return told;
}

/** Reads the 288 groups of one MPAN in one file as one statement about its meters. */
export function meterDetailsOf(instances: readonly Group[]): MeterDetails {
  const children = instances.flatMap((instance) => instance.children);
  return {
    meters: children
      .filter((group) => group.id === '290')
      .map((group) => {
        const id = group.values['J0004'] ?? '';
        const installed = group.values['J0848'];
        return {
          id,
          written: id,
          installedOn: installed === undefined ? null : dateOfDigits(installed),
          // Ours: J0848 is optional; the retrieval of a new meter begins with its installation.
          thereSince: dateOfDigits(installed ?? group.values['J0722'] ?? ''),
          line: group.line,
          lines: linesOf(group),
          type: (group.values['J0483'] ?? '').trim(),
          exports: group.children.find(
            (register) => register.id === '293' && register.values['J0103'] === 'AE',
          ),
          maintenance: maintenanceOf(group.children, '296', id),
        };
      }),
    removals: children
      .filter((group) => group.id === '08A')
      .map((group) => ({
        id: group.values['J0004'] ?? '',
        on: dateOfDigits(group.values['J1269'] ?? ''),
        line: group.line,
      })),
    maintenance: maintenanceOf(children, '762', null),
  };
}

/** The details with the Meter Ids by which their meters are known: a spelling makes no new meter. */
export function withKnownIds(details: MeterDetails, known: KnownMeters): MeterDetails {
  const ids = [...known.present.map(({ id }) => id), ...Object.keys(known.removed)];
  const told = new Set([...details.meters, ...details.removals].map(({ id }) => id));
  const free = ids.filter((id) => !told.has(id));
  const knownId = (id: string): string => (ids.includes(id) ? id : (meterAmong(free, id) ?? id));
  return {
    ...details,
    meters: details.meters.map((meter) => ({ ...meter, id: knownId(meter.id) })),
    removals: details.removals.map((removal) => ({ ...removal, id: knownId(removal.id) })),
  };
}

/** The meters known to be there: while a removal is awaited, the new ones alone. */
export function metersThere(known: KnownMeters, newMeters: readonly string[]): MetersThere {
  const ids = newMeters.length > 0 ? newMeters : known.present.map(({ id }) => id);
  return {
    present: ids.filter((id) => !(id in known.removed)),
    removed: Object.keys(known.removed),
  };
}

interface MeterQuestion {
  readonly details: MeterDetails;
  /** What was known before this D0150. */
  readonly known: KnownMeters;
  /** New meters of earlier D0150s of this check whose old meter's removal is awaited. */
  readonly provisional: readonly string[];
  /** Date of the check's first request; where there is none, of the notification. */
  readonly requestOn: LocalDate;
  readonly rules: ReadingRules;
  /** Codes of J0483 for meters that cannot turn back by construction. */
  readonly staticMeterTypes: readonly string[];
}

/** What one D0150 proves for an open check. Never throws; always names the line that decided. */
export function readMeterDetails(question: MeterQuestion): MeterReading {
  const { details, known, provisional, requestOn } = question;
  const halfHourly = details.meters.find((meter) => meter.type === 'H');
  const removed = { ...known.removed };
  for (const removal of details.removals) removed[removal.id] = removal.on;
  const everKnown = known.present.length > 0 || Object.keys(known.removed).length > 0;
  const isOld = (id: string): boolean =>
    !provisional.includes(id) && known.present.some((meter) => meter.id === id);
  // A known meter that came since the request is itself a replacement: it needs no removal.
  const isNewSince = (meter: KnownMeter): boolean =>
    meter.installedOn !== null && meter.installedOn >= requestOn;
  const fresh = details.meters.filter((meter) => !isOld(meter.id));
  const kept = details.meters.filter((meter) => isOld(meter.id));
  const newMeters = [...new Set([...provisional, ...fresh.map((meter) => meter.id)])];
  // A new meter that was itself exchanged for another: the removal of the first new one proves it.
  const isExchangedAgain =
    provisional.some((id) => id in removed) && newMeters.some((id) => !(id in removed));
  const reading = (finding: MeterVerdict, ...evidence: Evidence[]): MeterReading => ({
    finding,
    evidence,
    newMeters,
  });
  const meterEvidence = (
    finding: MeterVerdict,
    meter: MeterGroup,
    rule: EvidenceRule,
  ): Evidence => ({
    finding,
    line: meter.line,
    item: 'J0004',
    words:
      meter.installedOn === null
        ? meter.written
        : `${meter.written}, installed ${meter.installedOn}`,
    rule,
  });

  if (halfHourly !== undefined) {
    return reading('outOfScope', {
      finding: 'outOfScope',
      line: halfHourly.line,
      item: 'J0483',
      words: halfHourly.type,
      rule: 'half-hourly-meter',
    });
  }
  if (details.meters.length === 0) {
    const removal = details.removals[0];
    const oldGone = known.present
      .filter((meter) => !provisional.includes(meter.id))
      .every((meter) => meter.id in removed);
    if (removal === undefined) return reading('noMeter');
    const evidence = {
      line: removal.line,
      item: 'J0004',
      words: `${removal.id}, removed ${removal.on}`,
    };
    return provisional.length > 0 && (oldGone || isExchangedAgain)
      ? reading('replaced', { ...evidence, finding: 'replaced', rule: 'old-meter-removed' })
      : reading('removedOnly', { ...evidence, finding: 'removedOnly', rule: 'removal-only' });
  }
  if (fresh.length > 0) {
    // Where another meter was known, the new one only has to be dated; where none was, installed.
    const early = fresh.find((meter) =>
      everKnown ? meter.thereSince < requestOn : !isNewSince(meter),
    );
    const first = fresh[0] as MeterGroup;
    if (!everKnown && early !== undefined) return readSameMeters(question, newMeters);
    if (early !== undefined) {
      return reading(
        'exchangedBeforeRequest',
        meterEvidence('exchangedBeforeRequest', early, 'installed-before-request'),
      );
    }
    const stillThere = kept.find((meter) => !(meter.id in removed) && !isNewSince(meter));
    if (stillThere !== undefined) {
      return reading(
        'metersDiffer',
        meterEvidence('metersDiffer', first, 'another-meter-not-replaced'),
      );
    }
    const missing = known.present.some(
      (meter) => !provisional.includes(meter.id) && !(meter.id in removed) && !isNewSince(meter),
    );
    if (missing && !isExchangedAgain && fresh.every((meter) => provisional.includes(meter.id))) {
      // Nothing new of the exchange; but what is said of the new meter is heard.
      const said = readSameMeters(question, newMeters);
      if (said.finding === 'backstopStated' || said.finding === 'backstopDenied') return said;
    }
    return missing && !isExchangedAgain
      ? reading(
          'replacedProvisionally',
          meterEvidence('replacedProvisionally', first, 'new-meter-removal-awaited'),
        )
      : reading(
          'replaced',
          meterEvidence('replaced', first, everKnown ? 'meter-exchanged' : 'meter-installed'),
        );
  }
  return readSameMeters(question, newMeters);
}

/** No new meter: what do the texts, registers and types say of the meters that are there? */
function readSameMeters(question: MeterQuestion, newMeters: readonly string[]): MeterReading {
  const { details, known, provisional, requestOn, rules, staticMeterTypes } = question;
  const readings = details.meters.map((meter) => {
    const texts = [...meter.maintenance, ...details.maintenance].filter(
      (words) => words.on >= requestOn,
    );
    return { meter, text: texts.length === 0 ? null : readMaintenanceText(rules, texts) };
  });
  const saying = (finding: 'has' | 'hasNot' | 'cannotReverse') =>
    readings.filter(({ text }) => text?.finding === finding);
  const quote = (
    finding: MeterVerdict,
    said: 'has' | 'hasNot' | 'cannotReverse',
  ): MeterReading => ({
    finding,
    newMeters,
    evidence: saying(said)
      .flatMap(({ text }) => text?.reasons ?? [])
      .map((reason) => ({ ...reason, finding })),
  });
  if (saying('hasNot').length > 0) return quote('backstopDenied', 'hasNot');
  const records = [
    ...details.meters.map(({ id, lines }) => ({ lines, meterId: id, isBeside: false })),
    ...details.maintenance.map(({ line }) => ({ lines: [line], meterId: null, isBeside: true })),
  ];
  const there = metersThere(knownAfter(known, { ...details, meters: [] }, true), provisional);
  /** What is said of some of the meters that are known is no answer for the MPAN. */
  const answer = (one: MeterReading): MeterReading => {
    const spoken = spokenIn(records, one.evidence);
    const doubt = doubtOf(spoken, there);
    if (doubt === null) return one;
    const rows = one.evidence.map((row) => ({ ...row, finding: 'unclear' }));
    const evidence = [...rows, doubtEvidence(doubt, spoken.line)];
    return { finding: 'refresh', evidence, newMeters, doubt };
  };
  if (saying('has').length === readings.length) return answer(quote('backstopStated', 'has'));

  // A meter that records export, or is static by construction, has nothing that could turn back.
  const still = readings.map(({ meter, text }): Evidence[] => {
    if (meter.exports !== undefined) {
      const words = meter.exports.values['J0103'] ?? 'AE';
      const { line } = meter.exports;
      return [{ finding: 'cannotReverse', line, item: 'J0103', words, rule: 'export-register' }];
    }
    if (staticMeterTypes.includes(meter.type)) {
      const { line, type } = meter;
      return [{ finding: 'cannotReverse', line, item: 'J0483', words: type, rule: 'static-type' }];
    }
    return text?.finding === 'cannotReverse'
      ? text.reasons.map((reason) => ({ ...reason, finding: 'cannotReverse' }))
      : [];
  });
  if (still.every((evidence) => evidence.length > 0)) {
    return answer({ finding: 'cannotReverse', evidence: still.flat(), newMeters });
  }
  for (const [finding, said] of [
    ['backstopStated', 'has'],
    ['cannotReverse', 'cannotReverse'],
  ] as const) {
    const told = saying(said).length === 0 ? null : answer(quote(finding, said));
    if (told?.doubt !== undefined) return told;
  }
  return { finding: 'refresh', evidence: [], newMeters };
}

/**
 * The meters known after a D0150. Ours: what is only not listed stays known while a check is open, or
 * details of one of two meters would be an answer when they are sent twice.
 */
export function knownAfter(
  known: KnownMeters,
  details: MeterDetails,
  keepsUnlisted: boolean,
): KnownMeters {
  const removed = { ...known.removed };
  for (const { id, on } of details.removals) removed[id] = on;
  const told = details.meters.map(({ id, installedOn }) => ({ id, installedOn }));
  const ids = new Set(told.map((meter) => meter.id));
  const earlier =
    details.meters.length === 0 || keepsUnlisted
      ? known.present.filter((meter) => !ids.has(meter.id))
      : [];
  for (const id of ids) delete removed[id];
  return {
    from: 'D0150',
    present: [...earlier, ...told].filter((meter) => !(meter.id in removed)),
    removed,
  };
}

/**
 * What the parties of a check do next, and when. A stage tells by what it owes whose turn it is and
 * for what work; names of stages mean nothing here, so that a profile of one's own is played as well.
 */
import { type Instant, localDateOf, type LocalDate, localTimeOf } from '../calendar/index.ts';
import { type DropFolder, makeFile, type OwedFlow, owedOf } from '../gateway/index.ts';
import { meterOperatorSide, supplierSide } from '../market/index.ts';
import {
  type CheckState,
  type Decision,
  type MpanState,
  type StageRecord,
} from '../process/index.ts';
import { waitOf, type Question } from './chance.ts';
import {
  acceptedAppointment,
  changeRecords,
  recordsOfDetails,
  exchangeRecords,
  failedRecords,
  flowFileOf,
  recordsOfReport,
  type reportWords,
} from './files.ts';
import type { PlayedOption } from './ground.ts';
import type { Behaviour, Work } from './parameters.ts';
import type { Home } from './portfolio.ts';

export interface CheckActs {
  readonly state: () => MpanState;
  readonly drop: (into: DropFolder, name: string, text: string) => void;
  readonly decide: (decision: Decision) => void;
}

interface Next {
  readonly at: Instant;
  readonly act: () => void;
}

interface Plan {
  /** Of an open stage; null where nothing will come by itself. */
  readonly next: (check: CheckState, stage: StageRecord) => Next | null;
  readonly done: () => {
    readonly flows: number;
    readonly visits: number;
    readonly replacedOn: LocalDate | null;
  };
}

/** Ours: local times of day. Nobody does two things to one check at once. */
const times = { asks: '1000', changes: '1100', decides: '1200', answers: '1600', more: '1630' };

/** Ours: whoever fails and is asked again must not do so for ever. */
const actsMax = 60;

export function planOf(
  ground: PlayedOption,
  behaviour: Behaviour,
  home: Home,
  deeds: CheckActs,
): Plan {
  const { days, rules, clock, config } = ground;
  const { shares, days: spans } = behaviour;
  const { mpan, chance } = home;
  const zone = rules.zone;
  let operator = home.meterOperator;
  let { kind, meterId } = home;
  let flows = 0;
  let visits = 0;
  let fileNumber = 0;
  let replacedOn: LocalDate | null = null;
  let sent: OwedFlow | null = null;
  /** Why the last answer did not do. */
  let trouble: 'unclear' | 'refused' | null = null;
  let hasChanged = false;
  let isMigrated = home.isMigrated;
  let hasAnswered = false;

  /** In which stage what is planned was planned, and what of it is still to come. */
  let planned = -1;
  let queue: Next[] = [];
  /** Since when the Meter Operator is asked; null once all that it will send has come. */
  let askedAt: Instant | null = null;
  let acts = 0;
  const asked = new Map<Question, number>();

  /** Of what happens more than once each time has a chance of its own. */
  const again = (about: Question): number => {
    const time = asked.get(about) ?? 0;
    asked.set(about, time + 1);
    return chance(about, time);
  };
  const paceOf = (): number => operator.pace * behaviour.pace;
  const today = (): LocalDate => localDateOf(zone, clock.now());
  const digits = (date: LocalDate): string => date.replaceAll('-', '');
  const nextNumber = (): number => home.number * 100 + fileNumber++;

  /** So many Working Days after a day, at a time of day; the next one where that has passed. */
  const after = (date: LocalDate, wait: number, time: string): Instant => {
    for (let more = wait; ; more += 1) {
      const at = days.instantAt(days.after(date, more), time);
      if (at > clock.now()) return at;
    }
  };

  const header = (flow: string) => {
    const version = ground.versions.get(flow) ?? '';
    const createdAt = `${digits(today())}${localTimeOf(zone, clock.now()).replaceAll(':', '')}`;
    const fileIdentifier = `9${String(nextNumber()).padStart(9, '0')}`;
    const letter = (isSupplier: boolean, mpid: string): string =>
      rules.roles.letterFor(
        isSupplier ? supplierSide : meterOperatorSide,
        mpid,
        today(),
        !isSupplier && isMigrated,
      ) ?? '';
    return { flow, version, createdAt, fileIdentifier, testFlag: config.testFlag, letter };
  };

  /** The Meter Operator sends a flow. */
  const answer = (flow: string, records: readonly string[]): void => {
    const { letter, ...rest } = header(flow);
    const from = { fromRole: letter(false, operator.mpid), fromMpid: operator.mpid };
    const to = { toRole: letter(true, config.mpid), toMpid: config.mpid };
    flows += 1;
    hasAnswered = true;
    deeds.drop(
      'inbox',
      `${flow}_${rest.fileIdentifier}.usr`,
      flowFileOf({ ...rest, ...from, ...to }, records),
    );
  };
  const report = (says: keyof typeof reportWords): void =>
    answer('D0002', recordsOfReport(mpan, meterId, says, digits(today())));
  const details = (says: 'has' | 'cannotReverse' | 'nothing'): void =>
    answer('D0150', recordsOfDetails(mpan, meterId, says, digits(today())));
  const exchange = (): void => {
    const newMeterId = `L${meterId.slice(1)}`;
    const records = exchangeRecords(mpan, meterId, newMeterId, digits(today()));
    kind = 'has';
    meterId = newMeterId;
    replacedOn = today();
    answer('D0150', records);
  };

  /** The Supplier sends what Pawl has drafted. */
  const send = (flow: OwedFlow): void => {
    const { file } = makeFile(ground, [flow], nextNumber());
    sent = flow;
    flows += 1;
    deeds.drop('sent', file.name, file.text);
  };

  function ofSupplier(stage: StageRecord): Next | null {
    const startedOn = localDateOf(zone, stage.startedAt);
    if (stage.owes.length === 0) {
      const wait = waitOf(spans.supplierDecides, again('supplierDecides'));
      if (wait === null) return null;
      const isSettled = trouble === 'unclear' && again('isSettled') < shares.settledByTelephone;
      const decision = isSettled ? kind : 'askAgain';
      return { at: after(startedOn, wait, times.decides), act: () => deeds.decide(decision) };
    }
    const isOrder = ground.reportsFirst && stage.owes.includes('D0142');
    const about = isOrder ? 'supplierOrders' : 'supplierAsks';
    const wait = waitOf(spans[about], again(about));
    if (wait === null) return null;
    return {
      at: after(startedOn, wait, times.asks),
      act: () => {
        const [flow] = owedOf(ground, deeds.state());
        // Nothing is sent while something holds the check: a person agrees a visit first.
        if (flow === undefined) deeds.decide('askAgain');
        else send(flow);
      },
    };
  }

  function workOf({ owes }: StageRecord): Work {
    if (owes.includes('D0002')) return owes.includes('D0150') ? 'both' : 'check';
    return ground.reportsFirst ? 'replace' : 'both';
  }

  /** All that comes of a request, in the order in which it comes; nothing where it was lost. */
  function answersTo(stage: StageRecord, since: Instant): Next[] {
    const startedOn = localDateOf(zone, since);
    const work = workOf(stage);
    const span = operator.days?.[work] ?? spans[work];
    const wait = waitOf(span, again('visitDay'), paceOf());
    if (wait === null || again('isUnanswered') < shares.unanswered) return [];
    const at = after(startedOn, wait, times.answers);
    if (!hasChanged && chance('changes') < shares.changeOfAgent) {
      const on = after(startedOn, 1 + Math.floor(chance('changeDay') * 7), times.changes);
      if (on < at) return [{ at: on, act: change }];
    }
    if (again('isRefused') < shares.refusal) {
      return [{ at, act: () => ((trouble = 'refused'), report('refused')) }];
    }
    if (again('fails') < shares.failedVisit) {
      return [{ at, act: () => (visits++, answer('D0221', failedRecords(mpan, digits(today())))) }];
    }
    if (work === 'replace') return [{ at, act: () => (visits++, exchange()) }];
    const isUnclear = again('isUnclear') < shares.unclearReport;
    if (work === 'check') return [{ at, act: () => (visits++, reportOnly(isUnclear)) }];
    return inOneVisit(stage, at, isUnclear);
  }

  function reportOnly(isUnclear: boolean): void {
    trouble = isUnclear ? 'unclear' : null;
    if (isUnclear) return report('unclear');
    const isDone = kind === 'hasNot' && again('isReplacedAtTheCheck') < shares.replacedAtTheCheck;
    if (!isDone) return report(kind);
    report('replaced');
    exchange();
  }

  function inOneVisit({ owes }: StageRecord, visitAt: Instant, isUnclear: boolean): Next[] {
    const isReported = owes.includes('D0002');
    const isExchange = kind === 'hasNot' && !isUnclear;
    let at = visitAt;
    const first: Next[] = [];
    if (isExchange && again('isNotAtHand') < shares.meterNotAtHand) {
      // Nothing is owed before the meter is exchanged: the first visit is in no flow.
      const span = operator.days?.replace ?? spans.replace;
      const wait = waitOf(span, again('exchangeDay'), paceOf()) ?? 0;
      first.push({ at, act: () => void visits++ });
      at = laterThan(at, wait);
    }
    const isApart = isReported && again('isApart') < shares.answersApart;
    const detailsAt = isApart
      ? laterThan(at, waitOf(spans.answersApart, again('apartDays')) ?? 0)
      : at;
    const reported = (): void => {
      visits += 1;
      trouble = isUnclear ? 'unclear' : null;
      if (isReported) report(isUnclear ? 'unclear' : isExchange ? 'replaced' : kind);
    };
    const detailed = (): void =>
      isExchange ? exchange() : details(isUnclear || kind === 'hasNot' ? 'nothing' : kind);
    return isApart
      ? [...first, { at, act: reported }, { at: detailsAt, act: detailed }]
      : [...first, { at, act: () => (reported(), detailed()) }];
  }

  const laterThan = (at: Instant, wait: number): Instant =>
    days.instantAt(days.after(localDateOf(zone, at), Math.max(1, wait)), times.more);

  function change(): void {
    hasChanged = true;
    const others = behaviour.meterOperators.filter(({ mpid }) => mpid !== operator.mpid);
    const next = others[Math.floor(chance('changeDay', 1) * others.length)];
    if (next === undefined) return;
    const tomorrow = Temporal.PlainDate.from(today()).add({ days: 1 }).toString();
    const changed = operator;
    operator = next;
    const { letter, ...rest } = header('D0148');
    if (isMigrated) {
      // DTC 15.4: a D0148 has no SMEM or AMEM route; the DIP tells.
      const reference = rest.fileIdentifier;
      const about = { mpan, supplier: config.mpid, reference };
      const said = { mpid: next.mpid, from: tomorrow, at: clock.now() };
      deeds.drop('inbox', `IF-035_${reference}.json`, acceptedAppointment(about, said));
      return;
    }
    const distributor = rules.roles.reference.defaultLetter('Distributor', today()) ?? '';
    const from = { fromRole: letter(true, config.mpid), fromMpid: config.mpid };
    const to = { toRole: distributor, toMpid: 'LDSO' };
    const records = changeRecords(
      mpan,
      [changed.mpid, digits(today())],
      [next.mpid, digits(tomorrow)],
    );
    deeds.drop(
      'sent',
      `D0148_${rest.fileIdentifier}.usr`,
      flowFileOf({ ...rest, ...from, ...to }, records),
    );
  }

  function ofMeterOperator(stage: StageRecord): Next | null {
    if (askedAt !== null) {
      if (home.migratesMeanwhile && hasAnswered) isMigrated = true;
      queue = answersTo(stage, askedAt);
      askedAt = null;
      const [first] = queue;
      if (first !== undefined) return queue.shift() ?? null;
    }
    // Nothing more comes by itself: it is asked once more after its deadline.
    const last = sent;
    if (stage.deadline === null || last === null) return null;
    const wait = waitOf(spans.supplierChases, again('supplierChases'));
    if (wait === null) return null;
    return {
      at: after(stage.deadline.dueOn, Math.max(1, wait), times.asks),
      act: () => {
        askedAt = clock.now();
        send({ ...last, after: '' });
      },
    };
  }

  let next: Next | null = null;
  const plan = ({ stages }: CheckState, stage: StageRecord): Next | null => {
    if (stages.length !== planned) {
      planned = stages.length;
      queue = [];
      askedAt = stage.startedAt;
    }
    const waiting = queue.shift();
    if (waiting !== undefined) return waiting;
    return stage.owner === supplierSide ? ofSupplier(stage) : ofMeterOperator(stage);
  };
  return {
    next: (check, stage) => {
      if (acts >= actsMax) return null;
      if (next === null || check.stages.length !== planned) next = plan(check, stage);
      if (next === null) return null;
      const { at, act } = next;
      return {
        at,
        act: () => {
          acts += 1;
          next = null;
          act();
        },
      };
    },
    done: () => ({ flows, visits, replacedOn }),
  };
}

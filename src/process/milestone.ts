/**
 * What becomes of a check, one milestone after the other, for programs that follow it. Milestones
 * follow from the state, so that folding again tells nothing twice: what another fold adds is told,
 * and what it takes away is told as retracted. They hold no word that somebody wrote.
 */
import type { Instant, LocalDate } from '../calendar/index.ts';
import type { Side } from '../market/index.ts';
import type { Alert } from './alert.ts';
import { type CheckState, outcomeOf, type StageRecord } from './check.ts';
import type { Decision } from './event.ts';
import type { Outcome } from './profile.ts';
import type { MpanState, ProcessEvent } from './state.ts';

type MilestoneKind = 'opened' | 'moved' | 'decided' | 'breached' | 'retracted' | 'closed';

export interface Milestone {
  /** Names it for ever, as the key of an alert does. */
  readonly key: string;
  readonly kind: MilestoneKind;
  /** Of what is retracted: what it was. */
  readonly retracts: MilestoneKind | null;
  readonly mpan: string;
  readonly supplier: string;
  readonly sequence: number;
  /** When it came about; of what is retracted, when that was found. */
  readonly at: Instant;
  /** The stage that begins, or is breached; null of what is about none. */
  readonly stage: string | null;
  readonly owner: Side | null;
  readonly owes: readonly string[];
  readonly dueOn: LocalDate | null;
  readonly decision: Decision | null;
  readonly outcome: Outcome | null;
}

type About = Pick<Milestone, 'mpan' | 'supplier' | 'sequence'>;

const ofNoStage = {
  stage: null,
  owner: null,
  owes: [],
  dueOn: null,
  decision: null,
  outcome: null,
  retracts: null,
} as const;

function keyOf({ mpan, supplier, sequence }: About, about: string, kind: string, at: string) {
  return [mpan, supplier, sequence, about, kind, at].join('/');
}

const begun = (about: About, { name, startedAt: at, ...stage }: StageRecord, isFirst: boolean) => {
  const kind = isFirst ? 'opened' : 'moved';
  const { owner, owes, deadline } = stage;
  const key = keyOf(about, name, kind.toUpperCase(), at);
  const dueOn = deadline?.dueOn ?? null;
  return { ...ofNoStage, ...about, key, kind, at, stage: name, owner, owes, dueOn } as const;
};

function milestonesOf(mpan: string, check: CheckState): Milestone[] {
  const { supplier, sequence, closedAt } = check;
  const about = { mpan, supplier, sequence };
  const stages = check.stages.map((stage, index): Milestone => begun(about, stage, index === 0));
  if (closedAt === null) return stages;
  const outcome = outcomeOf(check);
  const key = keyOf(about, outcome ?? '', 'CLOSED', closedAt);
  const closed = { ...ofNoStage, ...about, key, kind: 'closed', at: closedAt, outcome } as const;
  return [...stages, closed];
}

const allOf = ({ mpan, checks }: MpanState): ReadonlyMap<string, Milestone> =>
  new Map(
    checks.flatMap((check) => milestonesOf(mpan, check)).map((one) => [one.key, one] as const),
  );

/** What takes a milestone back. */
export function retractedMilestone(milestone: Milestone, now: Instant): Milestone {
  const { mpan, supplier, sequence, kind, key } = milestone;
  const before = [mpan, supplier, sequence, ''].join('/');
  const retraction = `${before}RETRACTED-${key.slice(before.length)}`;
  return { ...milestone, key: retraction, kind: 'retracted', retracts: kind, at: now };
}

/** What came about between two states of an MPAN, and what turned out not to have. */
export function milestonesBetween(
  before: MpanState | undefined,
  after: MpanState,
  now: Instant,
): readonly Milestone[] {
  // What was told of a snapshot that cannot be read any more is not known.
  if (before?.fault?.place === 'snapshot') return [];
  const [known, found] = [
    before === undefined ? new Map<string, never>() : allOf(before),
    allOf(after),
  ];
  return [
    ...[...known.values()]
      .filter(({ key }) => !found.has(key))
      .map((one) => retractedMilestone(one, now)),
    ...[...found.values()].filter(({ key }) => !known.has(key)),
  ];
}

/** The decisions among what came of an MPAN, and those that were taken back. `state`: before it. */
export function decidedMilestones(
  { mpan, checks }: MpanState,
  events: readonly ProcessEvent[],
): readonly Milestone[] {
  const check = checks.findLast(({ closedAt }) => closedAt === null) ?? checks.at(-1);
  if (check === undefined) return [];
  const { supplier, sequence } = check;
  const about = { mpan, supplier, sequence };
  return events.flatMap((event): Milestone[] => {
    if (event.kind !== 'operator') return [];
    const { action, receivedAt: at } = event;
    const act = action.name === 'takeBack' ? action.act : action;
    if (act.name !== 'decide') return [];
    // The key of an act ends in its time, by which its taking back names it too.
    const time = (action.name === 'takeBack' ? action.key : event.key).split('/').at(-1) ?? '';
    const { decision } = act;
    const key = keyOf(about, decision, 'DECIDED', time);
    const decided = { ...ofNoStage, ...about, key, kind: 'decided', at, decision } as const;
    return [action.name === 'takeBack' ? retractedMilestone(decided, at) : decided];
  });
}

/** A breach as its alert tells it. */
export function breachedMilestone(alert: Alert): Milestone {
  const { key, mpan, supplier, sequence, stage, owner, owes, dueOn, trueAt: at } = alert;
  const about = { mpan, supplier, sequence, stage, owner, owes, dueOn };
  return { ...ofNoStage, ...about, key, kind: 'breached', at };
}

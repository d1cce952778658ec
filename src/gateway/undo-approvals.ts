/** Undoing approvals of flows that have not gone out. Each is an entry of the journal, as the approval was. */
import type { Approval } from '../process/index.ts';
import type { StoredMpan } from '../store/index.ts';
import { type Act, operatorEvent } from './act.ts';
import { commitEvents } from './batch.ts';
import type { Gateway } from './gateway.ts';
import { localMoment, movedOn } from './moved-on.ts';
import { approvedMpans } from './owed.ts';

/** Which approvals: by ids of flows or MPANs, and those that one person gave at one instant. */
interface WhichApprovals {
  readonly ids: readonly string[];
  readonly by?: string;
  readonly at?: string;
}

interface Undone {
  readonly undone: readonly (Approval & { readonly mpan: string })[];
  /** Named ids under which nothing can be undone any more. */
  readonly gone: readonly string[];
}

/** Throws MOVED_ON where nothing of what is named can be undone: it has gone out, or was undone before. */
export async function undoApprovals(
  gateway: Gateway,
  { ids, by, at }: WhichApprovals,
  act: Act,
): Promise<Undone> {
  const wanted = new Set(ids);
  for (;;) {
    const stored = await storedOf(gateway, ids);
    // What was approved and not sent can be undone, also while nothing is drafted or sent.
    const found = stored.flatMap(({ mpan, state }) =>
      (state.approvals ?? [])
        .map((approval) => ({ ...approval, mpan }))
        .filter(
          (one) =>
            (wanted.size === 0 || namesOf(one).some((name) => wanted.has(name))) &&
            (by === undefined || one.who === by) &&
            (at === undefined || one.at === at),
        ),
    );
    if (found.length === 0) throw nothingLeft(gateway, at);
    const events = found.map(({ mpan, key, flow }) => {
      const action = { name: 'takeBack', key, act: { name: 'approve', flow } } as const;
      return operatorEvent(gateway, mpan, action, act);
    });
    const revisions = new Map(stored.map(({ mpan, revision }) => [mpan, revision]));
    const result = await commitEvents(gateway, events, { revisions });
    if (result === 'conflict') continue;
    const undone = new Set(found.flatMap(namesOf));
    return { undone: found, gone: ids.filter((id) => !undone.has(id)) };
  }
}

const namesOf = ({
  mpan,
  flow,
  supplier,
}: Approval & { readonly mpan: string }): readonly string[] => [
  mpan,
  `${mpan}-${flow}`,
  `${mpan}-${flow}-${supplier}`,
];

async function storedOf(gateway: Gateway, ids: readonly string[]): Promise<readonly StoredMpan[]> {
  const mpans = ids.length === 0 ? await approvedMpans(gateway) : ids.map((id) => id.slice(0, 13));
  return [...(await gateway.store.loadMpans([...new Set(mpans)])).values()];
}

const nothingLeft = ({ rules }: Gateway, at: string | undefined) =>
  movedOn(
    `nothing of that can be undone any more${at === undefined ? '' : `: it was approved on ${localMoment(rules.zone, at)}`}`,
    'it has gone out, or somebody undid it before: pawl acts and pawl outbox say which',
  );

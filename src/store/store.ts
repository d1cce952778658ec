/**
 * The durable memory, behind one narrow door: reads, and one commit that takes a whole unit of work
 * as a value. There is no transaction to hold open, so an asynchronous store can stand beside the
 * embedded one without changing a caller. Tables are not a public interface.
 */
import type { Alerts } from './alerts.ts';
import type { ConfigHistoryStore } from './config-history.ts';
import type { DeliveryStore } from './deliveries.ts';
import type { CommitAnswer } from './guards.ts';
import type { Journal } from './journal.ts';
import type { Keeping } from './keeping-store.ts';
import type { Lists } from './lists.ts';
import type { MemberSeen, Membership } from './membership.ts';
import type { MilestoneStore } from './milestones.ts';
import type { Mpans } from './mpans.ts';
import type { Notes } from './notes.ts';
import type { Outbox } from './outbox.ts';
import type { PublishedStore } from './published.ts';
import type { Receipts } from './receipts.ts';
import type { SearchStore } from './search.ts';
import type { SharedStore } from './shared.ts';
import type { SoughtStore } from './sought.ts';
import type { Tallies } from './tallies.ts';
import type { Team } from './team.ts';
import type { UnitOfWork } from './unit-of-work.ts';
import type { Upkeep } from './upkeep.ts';

/** All of it, for who opens it; who only uses it names the parts that it uses. */
export interface Store
  extends Journal,
    Mpans,
    Alerts,
    Outbox,
    Receipts,
    Notes,
    Upkeep,
    Lists,
    Tallies,
    Team,
    SearchStore,
    SoughtStore,
    Keeping,
    SharedStore,
    ConfigHistoryStore,
    DeliveryStore,
    MilestoneStore,
    PublishedStore {
  /** Null where one gateway alone can have the store, as it has the lock of its folder. */
  readonly membership: Membership | null;
  /** The gateways at work that were heard of within so many seconds, the first one first; none in a file. */
  gatewaysAtWork(withinSeconds: number): Promise<readonly MemberSeen[]>;
  /** Takes the unit whole, or says why not. */
  commit(unit: UnitOfWork): Promise<CommitAnswer>;
}

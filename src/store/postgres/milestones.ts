/** The queue of milestones in PostgreSQL. */
import type { MilestoneStore } from '../milestones.ts';
import { storedMilestone } from '../rows.ts';
import { attemptCells, attemptedIn } from './deliveries.ts';
import type { PostgresSql } from './sql.ts';

const sql = {
  due: `select * from {schema}.milestones where channel = $1 and next_attempt_at <= $2
    order by next_attempt_at, id limit $3`,
  lock: `select id from {schema}.milestones where id = any ($1::bigint[]) order by id
    for no key update`,
  attempted: attemptedIn('milestones'),
  lockGivenUp: `select id from {schema}.milestones where channel = $1 and given_up_at is not null
    order by id for no key update`,
  retry: `update {schema}.milestones set attempts = 0, given_up_at = null, next_attempt_at = $2
    where channel = $1 and given_up_at is not null returning id`,
} as const;

export function postgresMilestones({ all, together }: PostgresSql): MilestoneStore {
  return {
    milestonesDue: async (channel, now, limit) =>
      (await all(sql.due, channel, now, limit)).map(storedMilestone),
    markMilestones: (results, now) =>
      together(async (tx) => {
        await tx.all(
          sql.lock,
          results.map(({ id }) => String(id)),
        );
        await tx.all(sql.attempted, ...attemptCells(results), now);
      }),
    retryMilestones: (channel, now) =>
      together(async (tx) => {
        await tx.all(sql.lockGivenUp, channel);
        return (await tx.all(sql.retry, channel, now)).length;
      }),
  };
}

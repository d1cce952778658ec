/** The queue of milestones in SQLite. */
import type { SQLInputValue } from 'node:sqlite';
import type { MilestoneStore, QueuedMilestone } from '../milestones.ts';
import { storedMilestone } from '../rows.ts';
import { markStatements, markOne } from './deliveries.ts';
import type { Sql } from './sql.ts';

/** What stands again, or is taken back again, is told again as something new. */
export const queueMilestone = `insert into milestones
    (channel, key, mpan, body, due_at, next_attempt_at) values (?, ?, ?, ?, ?, ?)
  on conflict (key, channel) do update set round = round + 1, body = excluded.body,
    due_at = excluded.due_at, attempts = 0, next_attempt_at = excluded.next_attempt_at,
    delivered_at = null, given_up_at = null, last_error = null`;

export const milestoneValues = ({
  channel,
  milestone,
  dueAt,
}: QueuedMilestone): SQLInputValue[] => [
  channel,
  milestone.key,
  milestone.mpan,
  JSON.stringify(milestone),
  dueAt,
  dueAt,
];

const mark = markStatements('milestones');

export function sqliteMilestones({ run, all, together }: Sql): MilestoneStore {
  return {
    milestonesDue: async (channel, now, limit) =>
      all(
        `select * from milestones where channel = ? and next_attempt_at <= ?
          order by next_attempt_at, id limit ?`,
        channel,
        now,
        limit,
      ).map(storedMilestone),
    markMilestones: async (results, now) =>
      together(() => {
        for (const result of results) markOne(run, mark, result, now);
      }),
    retryMilestones: async (channel, now) => {
      let count = 0;
      together(() => {
        const retried = run(
          `update milestones set attempts = 0, given_up_at = null, next_attempt_at = ?
            where channel = ? and given_up_at is not null`,
          now,
          channel,
        );
        count = Number(retried.changes);
      });
      return count;
    },
  };
}

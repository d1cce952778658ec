/** What a commit tells the channels of programs. Where there is none, nothing is looked for. */
import { isBug } from '../bug.ts';
import { faultOf, type Milestone } from '../process/index.ts';
import type { QueuedMilestone } from '../store/index.ts';
import type { Gateway } from './gateway.ts';

export function queuedMilestones(
  gateway: Gateway,
  found: () => readonly Milestone[],
): readonly QueuedMilestone[] {
  const { audience, clock, log } = gateway;
  const channels = audience.milestoneChannels(gateway);
  if (channels.length === 0) return [];
  const dueAt = clock.now();
  try {
    return found().flatMap((milestone) =>
      channels.map((channel) => ({ channel, dueAt, milestone })),
    );
  } catch (error) {
    if (!isBug(error)) throw error;
    // A snapshot that is not as it was written is held by a fault, which stands in the work queue.
    const { trace } = faultOf('rows', error, dueAt);
    log.error({ trace }, 'the milestones of an MPAN cannot be told');
    return [];
  }
}

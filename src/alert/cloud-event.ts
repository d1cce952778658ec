/**
 * A milestone as CloudEvents 1.0 has it, in structured JSON mode: the same bytes at each attempt. No
 * attribute and no datum holds an address, or a word that somebody wrote.
 */
import type { Instant } from '../calendar/index.ts';
import { sideInWords } from '../market/index.ts';
import type { Milestone } from '../process/index.ts';

/** CloudEvents 1.0, JSON Event Format 1.0, 3: what a structured event is sent as. */
export const cloudEventType = 'application/cloudevents+json';

interface Event {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: Instant;
  readonly data: object;
}

const cloudEvent = (mpid: string, { id, type, subject, time, data }: Event): string =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: `urn:mpid:${mpid}`,
    type,
    subject,
    time,
    datacontenttype: 'application/json',
    data,
  });

/** `id`: the key under which it is told; of what is told anew, another one. */
export function milestoneEvent(mpid: string, id: string, milestone: Milestone): string {
  const { key, kind, retracts, at: time, owner, ...said } = milestone;
  const { mpan, supplier, sequence, stage, owes, dueOn, decision, outcome } = said;
  return cloudEvent(mpid, {
    id,
    type: `pawl.check.${kind}`,
    subject: [mpan, supplier, sequence].join('/'),
    time,
    data: {
      key,
      ...(retracts === null ? {} : { retracts }),
      mpan,
      supplier,
      sequence,
      ...(stage === null ? {} : { stage, owes, dueOn }),
      ...(owner === null ? {} : { owedBy: sideInWords(owner) }),
      ...(decision === null ? {} : { decision }),
      ...(outcome === null ? {} : { outcome }),
    },
  });
}

/** What `pawl alerts test` sends: it is about no check. */
export const testEvent = (mpid: string, key: string, now: Instant): string =>
  cloudEvent(mpid, { id: key, type: 'pawl.test', subject: 'test', time: now, data: {} });

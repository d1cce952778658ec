/**
 * What people can do, by name: each is one call with plain values and one answer, so that it may as
 * well be done by another thread than the one that was asked. What does it is loaded when it is asked
 * for: most people most of the time only look.
 */
import type * as Gateway from '../gateway/index.ts';
import type * as Intake from '../intake/index.ts';

export type Deeds = Pick<
  typeof Gateway,
  | 'acceptFeed'
  | 'addCalls'
  | 'addNote'
  | 'approve'
  | 'claim'
  | 'decide'
  | 'decideMany'
  | 'dropView'
  | 'handOver'
  | 'importEdition'
  | 'resolve'
  | 'saveView'
  | 'retryAlerts'
  | 'takeBack'
  | 'takeBackGroup'
  | 'teach'
  | 'undoApprovals'
  | 'undoCalendar'
  | 'undoMerge'
> &
  Pick<typeof Intake, 'bring' | 'requeue' | 'resubmit'>;
export type DeedName = keyof Deeds;

const gateway = () => import('../gateway/index.ts');
const intake = () => import('../intake/index.ts');

/** Done where they are asked for. */
export const deedsHere: Deeds = {
  acceptFeed: async (...given) => (await gateway()).acceptFeed(...given),
  addCalls: async (...given) => (await gateway()).addCalls(...given),
  addNote: async (...given) => (await gateway()).addNote(...given),
  approve: async (...given) => (await gateway()).approve(...given),
  claim: async (...given) => (await gateway()).claim(...given),
  bring: async (...given) => (await intake()).bring(...given),
  decide: async (...given) => (await gateway()).decide(...given),
  decideMany: async (...given) => (await gateway()).decideMany(...given),
  dropView: async (...given) => (await gateway()).dropView(...given),
  handOver: async (...given) => (await gateway()).handOver(...given),
  importEdition: async (...given) => (await gateway()).importEdition(...given),
  requeue: async (...given) => (await intake()).requeue(...given),
  resolve: async (...given) => (await gateway()).resolve(...given),
  resubmit: async (...given) => (await intake()).resubmit(...given),
  retryAlerts: async (...given) => (await gateway()).retryAlerts(...given),
  saveView: async (...given) => (await gateway()).saveView(...given),
  takeBack: async (...given) => (await gateway()).takeBack(...given),
  takeBackGroup: async (...given) => (await gateway()).takeBackGroup(...given),
  teach: async (...given) => (await gateway()).teach(...given),
  undoApprovals: async (...given) => (await gateway()).undoApprovals(...given),
  undoCalendar: async (...given) => (await gateway()).undoCalendar(...given),
  undoMerge: async (...given) => (await gateway()).undoMerge(...given),
};

/**
 * What the forms of checks do. Each answers with an address, so that to load the page again repeats
 * nothing.
 */
import { cancel, claim, decide, resolve, takeBack, takeBackGroup } from '../../desk/index.ts';
import type { Meant } from '../../gateway/index.ts';
import { formOf } from '../form.ts';
import type { Context, Web } from '../context.ts';
import { actBy } from './act-form.ts';
import { sentFrom } from './approve.ts';
import { mpanAsked } from './check.ts';
import {
  claimIt,
  giveItBack,
  handItOver,
  keepCall,
  keepNote,
  refuseClaimedSince,
} from './check-team.ts';
import { afterAct } from './queue-place.ts';
import { type DoneCode, toldAt } from './told.ts';

/** What came of an act: `moved` is told in the words of the act itself. */
const toldOf = (means: Meant, done: DoneCode): DoneCode => (means === 'moved' ? done : means);

/** Does what a form of a check asks. */
async function actOnCheck(
  web: Web,
  context: Context,
  work: (mpan: string) => Promise<DoneCode>,
  leadsOn = true,
): Promise<Response> {
  const mpan = mpanAsked(context);
  const from = await ofCheck(context, mpan);
  context.set('from', from);
  await refuseClaimedSince(web.gateway(), context, mpan);
  const did = await work(mpan);
  const to = leadsOn ? await afterAct(web, context, { from, mpan, did }) : toldAt(from, did);
  return context.redirect(to, 303);
}

/** The page of the check as it was opened: by itself, or from a list. */
async function ofCheck(context: Context, mpan: string): Promise<string> {
  const from = await sentFrom(context);
  const page = `/checks/${mpan}`;
  return from.startsWith(`${page}?`) ? from : page;
}

export const decideAct = (web: Web, context: Context): Promise<Response> =>
  actOnCheck(web, context, async (mpan) => {
    const { means } = await actBy(web, context, decide, { mpan });
    return toldOf(means, 'decided');
  });

export const cancelAct = (web: Web, context: Context): Promise<Response> =>
  actOnCheck(web, context, async (mpan) => {
    const { means } = await actBy(web, context, cancel, { mpan });
    return toldOf(means, 'cancelled');
  });

export const takeBackAct = (web: Web, context: Context): Promise<Response> =>
  actOnCheck(
    web,
    context,
    async (mpan) => {
      await actBy(web, context, takeBack, { mpan });
      return 'takenBack';
    },
    false,
  );

export const resolveAct = (web: Web, context: Context): Promise<Response> =>
  actOnCheck(web, context, async () => {
    const { isProposed } = await actBy(web, context, resolve);
    if (isProposed) return 'proposed';
    return (await formOf(context))['verb'] === 'accept' ? 'accepted' : 'dismissed';
  });

/** The forms by which people of the desk tell each other, by the last part of their address. */
export const teamActs = {
  claim: claimIt,
  'hand-over': handItOver,
  release: giveItBack,
  notes: keepNote,
  calls: keepCall,
} as const;

export const teamAct = (
  web: Web,
  context: Context,
  act: (typeof teamActs)[keyof typeof teamActs],
): Promise<Response> => actOnCheck(web, context, (mpan) => act(web, context, mpan));

/** Claims what a list shows; what a colleague was faster with stays theirs. */
export async function claimListAct(web: Web, context: Context): Promise<Response> {
  const from = await sentFrom(context);
  await actBy(web, context, claim);
  return context.redirect(toldAt(from, 'claimed'), 303);
}

/** Takes back that a group was dismissed. */
export async function takeBackGroupAct(web: Web, context: Context): Promise<Response> {
  const from = await sentFrom(context);
  const { mpans, leftOut } = await actBy(web, context, takeBackGroup);
  const back = from.startsWith('/exceptions') ? from : '/exceptions';
  const counts = { items: mpans.length, leftOut: leftOut.length };
  return context.redirect(toldAt(back, 'takenBackMany', counts), 303);
}

/** Dismisses a group of items of the work queue. */
export async function dismissAct(web: Web, context: Context): Promise<Response> {
  const from = await sentFrom(context);
  const { isProposed, items, leftOut } = await actBy(web, context, resolve, { verb: 'dismiss' });
  const back = from.startsWith('/exceptions') ? from : '/exceptions';
  const told = isProposed ? 'proposed' : 'dismissed';
  return context.redirect(toldAt(back, told, { items, leftOut }), 303);
}

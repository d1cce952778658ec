/**
 * What the forms of checks do. Each answers with an address, so that to load the page again repeats
 * nothing. One that is refused comes back filled, beneath who did what meanwhile.
 */
import { cancel, claim, decide, resolve, takeBack } from '../../desk/index.ts';
import { EngineError } from '../../engine-error.ts';
import type { Meant } from '../../gateway/index.ts';
import { formOf } from '../form.ts';
import type { Context, Web } from '../context.ts';
import { Problem, problemOf } from '../problem.ts';
import { actBy } from './act-form.ts';
import { sentFrom } from './approve.ts';
import { checkPage, mpanAsked } from './check.ts';
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

/** Does what a form of a check asks; where that is refused the page says why, with what was written. */
async function actOnCheck(
  web: Web,
  context: Context,
  work: (mpan: string) => Promise<DoneCode>,
  leadsOn = true,
): Promise<Response> {
  const mpan = mpanAsked(context);
  try {
    await refuseClaimedSince(web.gateway(), context, mpan);
    const did = await work(mpan);
    const from = await ofCheck(context, mpan);
    const to = leadsOn ? await afterAct(web, context, { from, mpan, did }) : toldAt(from, did);
    return context.redirect(to, 303);
  } catch (error) {
    if (!(error instanceof EngineError || error instanceof Problem)) throw error;
    const problem = error instanceof Problem ? error : problemOf(error, web.gateway().workspace);
    if (problem.status !== 409 && problem.status !== 400) throw error;
    return refused(web, context, mpan, problem);
  }
}

/** The page of the check as it was opened: by itself, or from a list. */
async function ofCheck(context: Context, mpan: string): Promise<string> {
  const from = await sentFrom(context);
  const page = `/checks/${mpan}`;
  return from.startsWith(`${page}?`) ? from : page;
}

async function refused(
  web: Web,
  context: Context,
  mpan: string,
  problem: Problem,
): Promise<Response> {
  const page = await ofCheck(context, mpan);
  context.set('from', page);
  const written = { page, action: context.req.path, fields: writtenIn(await formOf(context)) };
  if (problem.details.length > 0) {
    const { action, fields } = written;
    const faults = problem.details.map(({ field, message }) => {
      const isBlank = field !== 'reason' && (fields[field] ?? '') === '';
      return [field, isBlank ? 'choose one' : message] as const;
    });
    context.set('marked', { action, id: fields['id'], faults: Object.fromEntries(faults) });
  }
  return context.html(await checkPage(web, context, { problem, written }), problem.status);
}

/** What was typed and chosen; what proves the form is not kept. */
export const writtenIn = (
  sent: Awaited<ReturnType<typeof formOf>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(sent).flatMap(([name, value]) =>
      typeof value === 'string' && !name.startsWith('_') ? [[name, value] as const] : [],
    ),
  );

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

/** Dismisses a group of items of the work queue. */
export async function dismissAct(web: Web, context: Context): Promise<Response> {
  const from = await sentFrom(context);
  const { isProposed } = await actBy(web, context, resolve, { verb: 'dismiss' });
  const back = from.startsWith('/exceptions') ? from : '/exceptions';
  return context.redirect(toldAt(back, isProposed ? 'proposed' : 'dismissed'), 303);
}

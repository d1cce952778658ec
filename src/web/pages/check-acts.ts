/**
 * What the forms of checks do. Each answers with an address, so that to load the page again repeats
 * nothing.
 */
import { approve, cancel, decide, resolve } from '../../desk/index.ts';
import type { Meant } from '../../gateway/index.ts';
import type { Context, Web } from '../context.ts';
import { formOf } from '../form.ts';
import { actBy } from './act-form.ts';
import { mpanAsked } from './check.ts';
import { type DoneCode, toldAt } from './told.ts';

/** What came of an act: `moved` is told in the words of the act itself. */
const toldOf = (means: Meant, done: DoneCode): DoneCode => (means === 'moved' ? done : means);

export async function decideAct(web: Web, context: Context): Promise<Response> {
  const mpan = mpanAsked(context);
  const { means } = await actBy(web, context, decide, { mpan });
  return context.redirect(toldAt(`/checks/${mpan}`, toldOf(means, 'decided')), 303);
}

export async function cancelAct(web: Web, context: Context): Promise<Response> {
  const mpan = mpanAsked(context);
  const { means } = await actBy(web, context, cancel, { mpan });
  return context.redirect(toldAt(`/checks/${mpan}`, toldOf(means, 'cancelled')), 303);
}

export async function resolveAct(web: Web, context: Context): Promise<Response> {
  const mpan = mpanAsked(context);
  const { isProposed } = await actBy(web, context, resolve);
  const done = (await formOf(context))['verb'] === 'accept' ? 'accepted' : 'dismissed';
  return context.redirect(toldAt(`/checks/${mpan}`, isProposed ? 'proposed' : done), 303);
}

/** Dismisses a group of items of the work queue. */
export async function dismissAct(web: Web, context: Context): Promise<Response> {
  const { isProposed } = await actBy(web, context, resolve, { verb: 'dismiss' });
  return context.redirect(toldAt('/exceptions', isProposed ? 'proposed' : 'dismissed'), 303);
}

/** Approves the chosen flows, or all, and goes back to the check or the list it was asked from. */
export async function approveAct(web: Web, context: Context): Promise<Response> {
  const { items } = await actBy(web, context, approve);
  const number = (status: (typeof items)[number]['status']): number =>
    items.filter((one) => one.status === status).length;
  const counts = {
    sent: number('sent'),
    proposed: number('proposed'),
    own: number('needsAnother'),
  };
  const { mpan } = await formOf(context);
  const back = typeof mpan === 'string' && /^\d{13}$/.test(mpan) ? `/checks/${mpan}` : '/checks';
  return context.redirect(toldAt(back, 'approved', counts), 303);
}

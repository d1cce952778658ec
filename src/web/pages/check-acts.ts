/**
 * What the forms of checks do: the same acts as at the command line, under the name of whoever is
 * signed in. Each answers with an address, so that to load the page again repeats nothing.
 */
import type { Meant } from '../../gateway/index.ts';
import { decisions } from '../../process/index.ts';
import { acting } from '../acts.ts';
import type { Context, Web } from '../context.ts';
import { formOf } from '../form.ts';
import { Problem } from '../problem.ts';
import { mpanOf } from './check.ts';
import { type Told, toldAt } from './told.ts';

type Form = Awaited<ReturnType<typeof formOf>>;

const text = (form: Form, name: string): string => {
  const value = form[name];
  return typeof value === 'string' ? value : '';
};

const missing = (what: string): Problem =>
  new Problem(400, 'USAGE', `${what} is missing`, 'go back and choose one');

/** What came of an act: `moved` is told in the words of the act itself. */
const toldOf = (means: Meant, done: Told): Told => (means === 'moved' ? done : means);

export async function decideAct(web: Web, context: Context): Promise<Response> {
  const mpan = mpanOf(context);
  const form = await formOf(context);
  const decision = decisions.find((one) => one === text(form, 'decision'));
  const reason = text(form, 'reason');
  const means = await acting(web, context, { role: 'operator', reason }, (gateway, act, deeds) => {
    if (decision === undefined) throw missing('the decision');
    return deeds.decide(gateway, mpan, { name: 'decide', decision }, act);
  });
  return context.redirect(toldAt(`/checks/${mpan}`, toldOf(means, 'decided')), 303);
}

export async function cancelAct(web: Web, context: Context): Promise<Response> {
  const mpan = mpanOf(context);
  const reason = text(await formOf(context), 'reason');
  const means = await acting(web, context, { role: 'operator', reason }, (gateway, act, deeds) =>
    deeds.decide(gateway, mpan, { name: 'cancel' }, act),
  );
  return context.redirect(toldAt(`/checks/${mpan}`, toldOf(means, 'cancelled')), 303);
}

export async function resolveAct(web: Web, context: Context): Promise<Response> {
  const mpan = mpanOf(context);
  const form = await formOf(context);
  const verb = text(form, 'verb');
  const reason = text(form, 'reason');
  const { isProposed } = await acting(
    web,
    context,
    { role: 'operator', reason },
    (gateway, act, deeds) => {
      if (verb !== 'accept' && verb !== 'dismiss') throw missing('accept or dismiss');
      return deeds.resolve(gateway, text(form, 'id'), verb === 'accept', act);
    },
  );
  const done = verb === 'accept' ? 'accepted' : 'dismissed';
  return context.redirect(toldAt(`/checks/${mpan}`, isProposed ? 'proposed' : done), 303);
}

/** Dismisses a group of items of the work queue. */
export async function dismissAct(web: Web, context: Context): Promise<Response> {
  const form = await formOf(context);
  const reason = text(form, 'reason');
  const { isProposed } = await acting(
    web,
    context,
    { role: 'operator', reason },
    (gateway, act, deeds) => deeds.resolve(gateway, text(form, 'id'), false, act),
  );
  return context.redirect(toldAt('/exceptions', isProposed ? 'proposed' : 'dismissed'), 303);
}

/** Approves the chosen flows, or all, and goes back to the check or the list it was asked from. */
export async function approveAct(web: Web, context: Context): Promise<Response> {
  const form = await formOf(context);
  const { ids = [] } = form;
  const chosen = typeof ids === 'string' ? [ids] : ids;
  const isAll = text(form, 'all') === 'yes';
  const { sent, proposed, own } = await acting(
    web,
    context,
    { role: 'approver', reason: null },
    (gateway, act, deeds) => {
      if (!isAll && chosen.length === 0) throw missing('a flow to approve');
      return deeds.approve(gateway, { ids: isAll ? ['all'] : chosen }, act);
    },
  );
  const mpan = text(form, 'mpan');
  const back = /^\d{13}$/.test(mpan) ? `/checks/${mpan}` : '/checks';
  const counts = { sent: sent.length, proposed: proposed.length, own: own.length };
  return context.redirect(toldAt(back, 'approved', counts), 303);
}

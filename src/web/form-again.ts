/**
 * A form that was not done comes back: its page is made once more, with what had been written in the
 * form and what is wrong beside the field. So with each form of each page, by this one way.
 */
import { here, fromField, isFromHere, ownAddress } from './back.ts';
import type { RefusedFields, Context } from './context.ts';
import { formOf } from './form.ts';
import type { Written } from './identity.ts';
import { isApi, type Problem } from './problem.ts';
import { addressOf } from './pages/pieces.ts';

type Sent = Awaited<ReturnType<typeof formOf>>;

/** What was typed and chosen; what proves the form is not kept. */
export const writtenIn = (sent: Sent): Written['fields'] =>
  Object.fromEntries(
    Object.entries(sent).flatMap(([name, value]) =>
      typeof value === 'string' && !name.startsWith('_') ? [[name, value] as const] : [],
    ),
  );

/** For a page that is made in answer to its own form: marks what is wrong with it. */
export async function markRefused(context: Context, problem: Problem): Promise<void> {
  const fields = writtenIn(await formOf(context));
  context.set('cameBack', cameBack(context.req.path, fields, problem));
}

/** What somebody had written here when their session ended; it is shown once. */
export function takeWritten(context: Context): void {
  const session = context.get('session');
  const written = session?.written ?? null;
  if (session === null || written === null || written.page !== here(context)) return;
  session.written = null;
  context.set('cameBack', cameBack(written.action, written.fields, null));
}

const cameBack = (
  action: string,
  fields: Written['fields'],
  problem: Problem | null,
): RefusedFields => ({
  action,
  fields,
  problem,
  faults: Object.fromEntries(
    (problem?.details ?? []).map(({ field, message }) => [field, message]),
  ),
  marked: new Set(),
});

/** Of what was asked wrongly there is a form to put it right; other refusals have pages of their own. */
const comesBack: ReadonlySet<number> = new Set([400, 404, 409, 413]);

/** Somebody signed in again in another tab: what they wrote here is shown to be sent once more. */
const isOfAnEndedSession = (context: Context, { code }: Problem): boolean =>
  code === 'FORM_NOT_OURS' && isFromHere(context);

/**
 * The page of a form that was refused, with what is wrong in its place; null where no page has that
 * form. `ask` makes a page for whoever asked here.
 */
export async function pageAgain(
  ask: (address: string, headers: Headers, back: RefusedFields) => Promise<Response>,
  context: Context,
  problem: Problem,
): Promise<Response | null> {
  const { method, path } = context.req;
  const isAct = method === 'POST';
  const isAgain = context.get('cameBack') !== undefined;
  if (isAgain || isApi(context)) return null;
  if (!comesBack.has(problem.status) && !isOfAnEndedSession(context, problem)) return null;
  // Of what is only looked at a field that cannot be read is left out, and marked.
  if (!isAct && (method !== 'GET' || problem.details.length === 0)) return null;
  const sent = await sentIn(context);
  if (sent === null) return null;
  const back = cameBack(path, writtenIn(sent), problem);
  const read = Object.entries(back.fields).filter(([name]) => !Object.hasOwn(back.faults, name));
  const page = isAct
    ? (context.get('from') ?? ownAddress(sent[fromField]))
    : addressOf(path, Object.fromEntries(read));
  if (page === null) return null;
  if (isAct) context.set('from', page);
  const made = await ask(page, headersOf(context), back);
  if (made.status !== 200) return null;
  // Fields that no form shows were not typed into one.
  if (problem.details.length > 0 && back.marked.size === 0) return null;
  return context.html(await made.text(), problem.status);
}

/** Null of what is no form. */
async function sentIn(context: Context): Promise<Sent | null> {
  if (context.req.method !== 'POST') return context.req.query();
  try {
    return context.get('sent') ?? (await formOf(context));
  } catch {
    return null;
  }
}

/** Of whoever asked; what is about the body that came is left out. */
function headersOf({ req }: Context): Headers {
  const headers = new Headers(req.raw.headers);
  for (const name of ['content-type', 'content-length', 'transfer-encoding', 'if-none-match']) {
    headers.delete(name);
  }
  return headers;
}

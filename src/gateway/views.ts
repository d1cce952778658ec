/**
 * Saved views: filters of a list under a name, of one person or shared by all. They follow from what
 * was saved and dropped, in the order of the journal; no view names an MPAN.
 */
import { isDeepStrictEqual } from 'node:util';
import { EngineError } from '../engine-error.ts';
import { isSamePerson } from '../process/index.ts';
import type { ViewEntry } from '../store/index.ts';
import type { Act } from './act.ts';
import type { Gateway } from './gateway.ts';
import { entrySource } from './team.ts';

/** Ours: as many as fit above a list. */
const viewsMax = 30;

export interface ViewOfPerson extends Pick<ViewEntry, 'name' | 'isShared' | 'list' | 'query'> {
  readonly owner: string;
}

const nameOf = ({ owner, name }: { readonly owner: string; readonly name: string }): string =>
  JSON.stringify([owner.toLowerCase(), name]);

export async function savedViews({ store }: Gateway): Promise<readonly ViewOfPerson[]> {
  const views = new Map<string, ViewOfPerson>();
  for (const entry of await store.viewEntries()) {
    const { act, owner, name, isShared, list, query } = entry;
    const view = { owner, name, isShared, list, query };
    if (act === 'saveView') views.set(nameOf(view), view);
    else views.delete(nameOf(view));
  }
  return [...views.values()];
}

/** Saves a view, in place of one of the same person and name. Throws NOT_POSSIBLE for one too many. */
export async function saveView(
  gateway: Gateway,
  view: Omit<ViewOfPerson, 'owner'>,
  act: Act,
): Promise<void> {
  const views = await savedViews(gateway);
  const own = views.filter(({ owner }) => isSamePerson(owner, act.who));
  const before = own.find(({ name }) => name === view.name);
  if (before === undefined && own.length >= viewsMax) {
    throw new EngineError(
      'NOT_POSSIBLE',
      `${act.who} has ${viewsMax} views, which is as many as are kept`,
      'drop one of them first: pawl views lists them',
    );
  }
  // What stands already was saved before: nobody did anything.
  if (before !== undefined && isAlike(before, view)) return;
  await keep(gateway, 'saveView', { ...view, owner: before?.owner ?? act.who }, act);
}

const isAlike = (one: ViewOfPerson, other: Omit<ViewOfPerson, 'owner'>): boolean =>
  one.isShared === other.isShared &&
  one.list === other.list &&
  isDeepStrictEqual({ ...one.query }, { ...other.query });

/** Drops a view; a shared one of a colleague where `forOthers`. Throws NOT_FOUND and NOT_POSSIBLE. */
export async function dropView(
  gateway: Gateway,
  {
    name,
    owner,
    forOthers,
  }: Pick<ViewOfPerson, 'name' | 'owner'> & { readonly forOthers: boolean },
  act: Act,
): Promise<void> {
  const isNamed = (one: ViewOfPerson): boolean =>
    one.name === name && isSamePerson(one.owner, owner);
  const isOwn = isSamePerson(owner, act.who);
  const view = (await savedViews(gateway)).find((one) => isNamed(one) && (isOwn || one.isShared));
  if (view === undefined) {
    throw new EngineError(
      'NOT_FOUND',
      `there is no view "${name}" of ${owner}`,
      'pawl views lists them',
    );
  }
  if (!isOwn && !forOthers) {
    throw new EngineError(
      'NOT_POSSIBLE',
      `the view "${name}" is dropped by ${owner}, or by an approver`,
      `ask ${owner}, or somebody with the role approver`,
    );
  }
  await keep(gateway, 'dropView', view, act);
}

async function keep(
  gateway: Gateway,
  name: ViewEntry['act'],
  view: ViewOfPerson,
  act: Act,
): Promise<void> {
  // Views are told in the order of their keys.
  const seq = String((await gateway.store.head()).seq).padStart(15, '0');
  const source = entrySource(gateway, '', 'view', (at) => `${at}/${seq}`, act);
  await gateway.store.tell([{ ...source, kind: 'view', act: name, ...view }]);
}

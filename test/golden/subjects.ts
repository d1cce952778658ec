/** What there is at the desk to ask about, found by asking the API, or known from how it is made. */
import { readFileSync } from 'node:fs';
import type { Subjects } from './commands.ts';
import { mpanOfCrowd } from './crowd.ts';
import { known } from './make-desk.ts';
import { filesOfStory } from './stories.ts';
import type { WebDesk } from './web-desk.ts';

export type { Subjects };

export async function subjectsOf(web: WebDesk, folder: string): Promise<Subjects> {
  const first = async (path: string): Promise<Record<string, string>> => {
    const { text } = await web.ask('viewer', 'GET', `/api/v1/${path}`);
    const { items } = JSON.parse(text) as { items?: Record<string, string>[] };
    const [item] = items ?? [];
    if (item === undefined) throw new Error(`the desk has nothing at ${path}: ${text}`);
    return item;
  };
  /** Asked for, and never answered. */
  const openCheck = mpanOfCrowd(3);
  const alert = await first(`alerts?mpan=${openCheck}`);
  const orphan = await first('exceptions?open=true&code=RESPONSE_WITHOUT_REQUEST');
  const rejected = await first('files?outcome=rejected');
  const applied = await first('files?named=crowd-20261006-MO01-2.usr');
  const setAside = await first('files?outcome=set-aside');
  const rows = await first('files?named=crowd-20261006.csv');
  const sent = await first('outbox');
  return {
    folder,
    openCheck,
    alertKey: alert['key'] ?? '',
    closedCheck: mpanOfCrowd(5),
    unclear: mpanOfCrowd(47),
    purged: mpanIn('option-1-meter-cannot-reverse'),
    erased: known.erased,
    held: known.held,
    proposed: known.proposed,
    decidable: mpanOfCrowd(141),
    cancellable: mpanOfCrowd(33),
    orphanItem: orphan['id'] ?? '',
    approvable: `${known.toApprove}-D0001`,
    rejectedFile: (rejected['destination'] ?? '').split('/').at(-1) ?? '',
    rejectedId: String(rejected['id']),
    appliedFile: applied['destination'] ?? '',
    appliedId: String(applied['id']),
    appliedName: applied['name'] ?? '',
    setAsideId: String(setAside['id']),
    rowsId: String(rows['id']),
    sentName: sent['name'] ?? '',
    erasable: mpanOfCrowd(12),
  };
}

function mpanIn(story: string): string {
  const texts = filesOfStory(story).map((path) => readFileSync(path, 'latin1'));
  return /\b\d{13}\b/.exec(texts.join('\n'))?.[0] ?? '';
}

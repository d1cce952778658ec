/** `pawl config history`: what was put in force when, and which checks it changed. */
import { valueInWords } from '../config/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { ChangedCheck, CheckChange, ConfigChange } from '../store/index.ts';
import { feedInWords } from '../words.ts';
import { usage } from './failure.ts';
import { count, instantInWords, say } from './print.ts';
import { atDesk } from './workspace.ts';

interface ConfigHistoryOptions {
  readonly workspace?: string;
  readonly json?: boolean;
  readonly limit?: string;
}

const limitUsual = 20;
const checksPerRead = 500;

export async function configHistory(options: ConfigHistoryOptions): Promise<number> {
  const limit = Number(options.limit ?? limitUsual);
  if (!Number.isInteger(limit) || limit < 1) {
    throw usage(`--limit ${options.limit} is no number of changes`, 'such as --limit 5');
  }
  await atDesk(options.workspace, async (gateway) => {
    const changes = await gateway.store.configChanges(limit);
    if (options.json === true) await tellAsJson(gateway, changes);
    else await tellInWords(gateway, changes);
  });
  return 0;
}

/** All checks that a change concerned, page by page. */
async function* checksOf({ store }: Gateway, { id }: ConfigChange): AsyncGenerator<ChangedCheck> {
  for (let after: ChangedCheck | null = null; ; ) {
    const some: ChangedCheck[] = await store.changedChecks(id, after, checksPerRead);
    yield* some;
    after = some.at(-1) ?? null;
    if (after === null) return;
  }
}

async function tellAsJson(gateway: Gateway, changes: readonly ConfigChange[]): Promise<void> {
  say('[');
  for (const [index, change] of changes.entries()) {
    const { written: _written, ...told } = change;
    say(`${JSON.stringify(told).slice(0, -1)},"checks":[`);
    let before = '';
    for await (const check of checksOf(gateway, change)) {
      if (before !== '') say(`${before},`);
      before = JSON.stringify(check);
    }
    say(`${before}]}${index < changes.length - 1 ? ',' : ''}`);
  }
  say(']');
}

async function tellInWords(gateway: Gateway, changes: readonly ConfigChange[]): Promise<void> {
  if (changes.length === 0) say('No configuration has been put in force yet.');
  for (const change of changes) {
    const { at, digestBefore, digestAfter, keys, feeds, finishedAt } = change;
    const from = digestBefore === null ? 'the first' : `after ${shortOf(digestBefore)}`;
    say(`${instantInWords(gateway.rules.zone, at)}: ${shortOf(digestAfter)}, ${from}`);
    for (const { key, from: was, to } of keys)
      say(`  ${key}: ${valueInWords(was)} → ${valueInWords(to)}`);
    for (const feed of feeds) say(`  ${feedInWords(feed)}`);
    const looked = `${count(change.mpansLookedAt, 'MPAN')} looked at`;
    const changed = `${count(change.checksChanged, 'check')} changed`;
    say(finishedAt === null ? '  not finished' : `  ${looked}, ${changed}`);
    for await (const check of checksOf(gateway, change)) say(`    ${checkInWords(check)}`);
  }
}

const shortOf = (digest: string): string => digest.slice(0, 12);

/** "MPAN 1200000000020 #1: deadline 2026-08-17 → 2026-08-10; alert … raised". */
export const checkInWords = ({ mpan, sequence, changes }: ChangedCheck): string =>
  `MPAN ${mpan} #${sequence}: ${changes.map(changeInWords).join('; ')}`;

function changeInWords({ what, from, to }: CheckChange): string {
  if (what === 'alert') return to === null ? `${from} taken back` : `${to} raised`;
  return `${what} ${from ?? 'none'} → ${to ?? 'none'}`;
}

/**
 * Acts by which the people of a desk share their work: they move no check. A claim is of an MPAN and
 * ends with the check it was made for; one of a person who is let in no more hides nothing.
 */
import type { Instant } from '../calendar/index.ts';
import { isLogin, loginOf, roles } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import { isSamePerson } from '../process/index.ts';
import type {
  CallEntry,
  ClaimEntry,
  StandingClaim,
  TeamEntry,
  TeamSource,
} from '../store/index.ts';
import type { Act } from './act.ts';
import type { Gateway } from './gateway.ts';
import { localMoment } from './moved-on.ts';

/** Ours: so much is noted and told of calls of one MPAN; whoever needs more has a file for it. */
const entriesMax = 500;

/**
 * Whose claims count: who may act with a token. Null: anybody, where none is needed, nobody has one,
 * or people sign in at a provider, which alone knows them all.
 */
export function teamOf({ config }: Pick<Gateway, 'config'>): readonly string[] | null {
  const { tokens, openOnLoopback, signIn } = config.web;
  const people = tokens.filter(({ role }) => role !== roles[0]).map(loginOf);
  return openOnLoopback || signIn !== null || people.length === 0 ? null : [...new Set(people)];
}

const memberOf = (gateway: Pick<Gateway, 'config'>, name: string): string | null => {
  const team = teamOf(gateway);
  if (team !== null) return team.find((one) => isSamePerson(one, name)) ?? null;
  return isLogin(name.trim()) ? name.trim() : null;
};

export const isOfTheTeam = (gateway: Pick<Gateway, 'config'>, name: string): boolean =>
  memberOf(gateway, name) !== null;

/** The claim of each of these MPANs that counts. */
export async function claimsOn(
  gateway: Gateway,
  mpans: readonly string[],
): Promise<ReadonlyMap<string, StandingClaim>> {
  const claims = await gateway.store.claimsAmong(mpans);
  return new Map([...claims].filter(([, { who }]) => isOfTheTeam(gateway, who)));
}

/** What an entry has in common with all; `about` tells it from others of its kind and second. */
export function entrySource(
  { clock }: Gateway,
  mpan: string,
  kind: TeamEntry['kind'],
  about: (at: Instant) => string,
  { who, reason }: Act,
): TeamSource {
  const at = clock.now();
  return {
    key: `${kind}/${about(at)}`,
    mpan,
    effectiveAt: at,
    receivedAt: at,
    sender: '',
    fileIdentifier: kind,
    file: '',
    line: 0,
    who,
    reason,
  };
}

async function claimEntry(
  gateway: Gateway,
  mpan: string,
  name: ClaimEntry['act'],
  to: string | null,
  act: Act,
): Promise<ClaimEntry | null> {
  const { store } = gateway;
  const check = (await store.checks({ mpan, open: true })).at(-1);
  // Within one second it may be claimed, given back and claimed once more.
  const number = (await store.head()).seq;
  if (check === undefined && (await store.exceptions({ mpan, open: true })).length === 0) {
    return null;
  }
  const about = (at: Instant): string =>
    `${mpan}/${at}/${name} ${to ?? ''} by ${act.who}/${number}`;
  return {
    ...entrySource(gateway, mpan, 'claim', about, act),
    kind: 'claim',
    act: name,
    to,
    check: check === undefined ? null : { supplier: check.supplier, sequence: check.sequence },
  };
}

/** What came of a claim: `own` and `taken` where it was claimed already, `settled` where nothing is open. */
interface ClaimResult {
  readonly mpan: string;
  readonly means: 'claimed' | 'own' | 'taken' | 'settled';
  readonly claimedBy: string | null;
}

/** Claims what nobody has claimed. Throws NOT_POSSIBLE for somebody who is not of the team. */
export async function claim(
  gateway: Gateway,
  mpans: readonly string[],
  act: Act,
): Promise<readonly ClaimResult[]> {
  const to = refuseStranger(gateway, act.who);
  const raw = await gateway.store.claimsAmong(mpans);
  const held = await claimsOn(gateway, mpans);
  const claims: { entry: ClaimEntry; before: string | null }[] = [];
  for (const mpan of new Set(mpans)) {
    if (held.has(mpan)) continue;
    const entry = await claimEntry(gateway, mpan, 'claim', to, act);
    if (entry !== null) claims.push({ entry, before: raw.get(mpan)?.who ?? null });
  }
  const written = new Set(claims.map(({ entry }) => entry.mpan));
  for (const mpan of await gateway.store.claim(claims)) written.delete(mpan);
  const now = await claimsOn(gateway, mpans);
  return [...new Set(mpans)].map((mpan) => {
    const by = now.get(mpan)?.who ?? null;
    if (by === null) return { mpan, means: 'settled', claimedBy: null };
    const isOwn = isSamePerson(by, to);
    return { mpan, means: !isOwn ? 'taken' : written.has(mpan) ? 'claimed' : 'own', claimedBy: by };
  });
}

/** Gives a claim to a colleague, or to nobody where `to` is null. Throws NOT_POSSIBLE and USAGE. */
export async function handOver(
  gateway: Gateway,
  mpan: string,
  to: string | null,
  act: Act,
): Promise<{ readonly mpan: string; readonly claimedBy: string | null }> {
  const { store, rules } = gateway;
  const next = to === null ? null : refuseStranger(gateway, to);
  for (;;) {
    const before = (await store.claimsAmong([mpan])).get(mpan)?.who ?? null;
    const held = (await claimsOn(gateway, [mpan])).get(mpan) ?? null;
    const isSame = held === null ? next === null : next !== null && isSamePerson(held.who, next);
    if (isSame) return { mpan, claimedBy: next };
    if (held !== null && !isSamePerson(held.who, act.who) && act.reason === '') {
      throw new EngineError(
        'USAGE',
        `MPAN ${mpan} is claimed by ${held.who} since ${localMoment(rules.zone, held.at)}: to take it from another person needs a reason`,
        'say in a few words why: it is kept in the journal',
      );
    }
    const name = next === null ? 'release' : 'handOver';
    const entry = await claimEntry(gateway, mpan, name, next, act);
    if (entry === null) {
      throw new EngineError(
        'NOT_POSSIBLE',
        `nothing of MPAN ${mpan} is open, so there is nothing to claim`,
        'pawl checks --open true lists what is open',
      );
    }
    if ((await store.claim([{ entry, before }])).length === 0) return { mpan, claimedBy: next };
  }
}

function refuseStranger(gateway: Gateway, name: string): string {
  const member = memberOf(gateway, name);
  if (member !== null) return member;
  const team = teamOf(gateway);
  throw new EngineError(
    'NOT_POSSIBLE',
    team === null
      ? `"${name}" is not a login: the letters a to z, digits and . _ @ + -`
      : `${name} is nobody of this desk, and a claim of theirs would hide work from those who are`,
    team === null
      ? 'name a colleague by their login'
      : `the people of this desk are ${team.join(', ')}: who has a token in web.tokens as operator or approver`,
  );
}

/** Throws NOT_FOUND for an MPAN that nothing is known of, and NOT_POSSIBLE where it has too many. */
async function refuseMore({ store }: Gateway, mpan: string): Promise<readonly TeamEntry[]> {
  if ((await store.loadMpans([mpan])).size === 0) {
    throw new EngineError(
      'NOT_FOUND',
      `nothing is known of MPAN ${mpan}`,
      'pawl checks lists MPANs',
    );
  }
  const told = await store.teamEntriesOf(mpan, ['note', 'call'], entriesMax);
  if (told.length < entriesMax) return told;
  throw new EngineError(
    'NOT_POSSIBLE',
    `MPAN ${mpan} has ${entriesMax} notes and calls, which is as many as are kept`,
    'keep what is more elsewhere, under a reference that a note names',
  );
}

/** Keeps a note on an MPAN. One that is sent twice is kept once. */
export async function addNote(
  gateway: Gateway,
  mpan: string,
  text: string,
  act: Act,
): Promise<void> {
  const told = await refuseMore(gateway, mpan);
  const [last] = told;
  if (last?.kind === 'note' && last.text === text && isSamePerson(last.who, act.who)) return;
  const about = (at: Instant): string => `${mpan}/${at}/${told.length}`;
  const source = entrySource(gateway, mpan, 'note', about, act);
  await gateway.store.tell([{ ...source, kind: 'note', act: 'note', text }]);
}

/**
 * Keeps that a participant was called, with each MPAN that it was about: nothing where one of them is
 * not known, or has too many. What is sent twice is kept once.
 */
export async function addCalls(
  gateway: Gateway,
  mpans: readonly string[],
  { party, whom, said }: { readonly party: string; readonly whom: string; readonly said: string },
  act: Act,
): Promise<void> {
  const calls: CallEntry[] = [];
  for (const mpan of mpans) {
    const entries = await refuseMore(gateway, mpan);
    const [last] = entries;
    const isTwice =
      last?.kind === 'call' &&
      [last.party, last.whom, last.said].join('\n') === [party, whom, said].join('\n') &&
      isSamePerson(last.who, act.who);
    if (isTwice) continue;
    const about = (at: Instant): string => `${party}/${at}/${mpan}/${entries.length}`;
    const source = entrySource(gateway, mpan, 'call', about, act);
    calls.push({ ...source, kind: 'call', act: 'call', party, whom, said });
  }
  await gateway.store.tell(calls);
}

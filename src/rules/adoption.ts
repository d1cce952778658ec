/**
 * How rules come into force: at the start, and between two passes where the configuration file, the
 * bank holidays or the reference data have changed. Every MPAN whose checks they decide is folded
 * again, and the history tells what was changed. The one rule: a configuration that is not sound in
 * every respect changes nothing; it is told to people, and the one before it stays in force.
 */
import {
  type Config,
  type ConfigFile,
  inspectConfig,
  type KeyDifference,
  keysBetween,
  missingInWords,
  type WrittenConfig,
  withoutSecrets,
} from '../config/index.ts';
import { crashPoint } from '../crash-point.ts';
import { EngineError } from '../engine-error.ts';
import { sha256Of } from '../files/index.ts';
import {
  commitAt,
  type Gateway,
  mergeInShort,
  mpanUpdate,
  orFault,
  takenBack,
} from '../gateway/index.ts';
import { holidaysAtHand } from '../intake/index.ts';
import { foldAll, type MpanState, processVersion } from '../process/index.ts';
import {
  PlaceChanged,
  type ChangedCheck,
  type ConfigHistoryStore,
  type Notes,
} from '../store/index.ts';
import { misfitsOf } from './config-fit.ts';
import { configInForce } from './config-in-force.ts';
import {
  digestOfHolidays,
  digestOfRules,
  mergedRules,
  type RuleBook,
  withRules,
} from './rule-book.ts';
import { effectsBetween, standingsOf } from './rule-effect.ts';

interface Adoption {
  /** The gateway with the rules that are in force now. */
  readonly gateway: () => Gateway;
  /** Puts in force what the configuration file says now, if that is new and sound. */
  readonly look: () => Promise<void>;
  /** Bank holidays or reference data have been merged: what they change is put in force and told. */
  readonly takeFeeds: (feeds: readonly string[]) => Promise<void>;
}

const refusedNote = 'config-refused';

/** A configuration that people should mend. */
interface RefusedConfig {
  readonly at: string;
  readonly problems: readonly string[];
}

export async function refusedConfig(store: Notes): Promise<RefusedConfig | null> {
  const kept = (await store.note(refusedNote)) ?? '';
  return kept === '' ? null : (JSON.parse(kept) as RefusedConfig);
}

/** Puts a gateway's rules in force for its store. Throws CONFIG_INVALID where they do not fit it. */
export async function openAdoption(
  opened: Gateway,
  file: ConfigFile | null,
  written: unknown,
): Promise<Adoption> {
  const { store, log } = opened;
  let gateway = opened;
  let current = written;
  const begun: Step[] = [];
  const feedsBegun: string[] = [];
  const before = await configInForce(store);
  const misfits = await misfitsOf(gateway.config, around(gateway, before));
  if (misfits.length > 0) throw notFitting(misfits);
  await forgetRefusal(store);
  const keys = await keysSince(store, written);
  const step = {
    before: await bookBefore(gateway, before),
    keys,
    written,
    feeds: await feedsSince(store),
  };
  await putInForce(gateway, step, (under) => void (gateway = under));

  async function refuse(problems: readonly string[]): Promise<void> {
    const told: RefusedConfig = { at: gateway.clock.now(), problems };
    await store.setNote(refusedNote, JSON.stringify(told));
    log.error(
      { code: 'CONFIG_INVALID', problems, hint: 'pawl config check says what is wrong' },
      'the changed configuration is not put in force; the one before it stays',
    );
  }

  /** What a full disk or a locked store has broken off is taken up again by the next pass. */
  async function finish(): Promise<void> {
    for (let one = begun[0]; one !== undefined; one = begun[0]) {
      await putInForce(gateway, one, (under) => void (gateway = under));
      begun.shift();
    }
  }

  return {
    gateway: () => gateway,
    look: async () => {
      await finish();
      const found = file?.changed() ?? null;
      if (found === null) return;
      const read = await readFor(gateway, found);
      if ('problems' in read) {
        await refuse(read.problems);
        return;
      }
      const keys = keysBetween(current, read.written);
      current = read.written;
      await forgetRefusal(store);
      if (keys.length === 0) return;
      const before = gateway;
      gateway = withRules(before, read.config, await mergedRules(store));
      if (before.config.logLevel !== read.config.logLevel) log.level = read.config.logLevel;
      begun.push({ before, keys, written: read.written, feeds: [] });
      await finish();
    },
    takeFeeds: async (feeds) => {
      feedsBegun.push(...feeds);
      if (feedsBegun.length === 0) return;
      const before = gateway;
      gateway = withRules(before, before.config, await mergedRules(store));
      begun.push({ before, keys: [], written: current, feeds: feedsBegun.splice(0) });
      await finish();
    },
  };
}

/** Beside the first gateway, which puts rules in force: where it has, whoever goes by others begins anew. */
export function followAdoption(opened: Gateway): Adoption {
  return {
    gateway: () => opened,
    look: async () => {
      if ((await opened.store.epoch()) !== opened.epoch) throw new PlaceChanged(otherRules);
    },
    takeFeeds: async () => undefined,
  };
}

const otherRules = 'the first gateway has put other rules in force';

const around = ({ workspace, store, calendars }: Gateway, inForce: Config | null) => ({
  workspace,
  store,
  holidays: holidaysAtHand(workspace, calendars.newest()),
  inForce,
});

/** The rules that the snapshots were made with; null where they cannot be told any more. */
async function bookBefore(gateway: Gateway, before: Config | null): Promise<RuleBook | null> {
  if (before === null) return null;
  return withRules(gateway, before, await mergedRules(gateway.store));
}

async function readFor(
  gateway: Gateway,
  found: WrittenConfig,
): Promise<{ config: Config; written: unknown } | { problems: readonly string[] }> {
  if ('problem' in found) return { problems: [found.problem] };
  const { config, problems, missing } = inspectConfig(found.written);
  const misfits = config === null ? [] : await misfitsOf(config, around(gateway, gateway.config));
  const all = [...problems, ...missing.map(missingInWords), ...misfits];
  return config === null || all.length > 0 ? { problems: all } : { config, written: found.written };
}

async function forgetRefusal(store: Notes): Promise<void> {
  if ((await refusedConfig(store)) !== null) await store.setNote(refusedNote, '');
}

async function keysSince(
  store: ConfigHistoryStore,
  written: unknown,
): Promise<readonly KeyDifference[]> {
  const [newest] = await store.configChanges(1);
  return newest === undefined ? [] : keysBetween(newest.written, withoutSecrets(written));
}

/** What was merged or taken back while no gateway was at work. */
async function feedsSince(store: ConfigHistoryStore & Notes): Promise<readonly string[]> {
  const [newest] = await store.configChanges(1);
  if (newest === undefined) return [];
  const { calendars, merges } = await mergedRules(store);
  const isNew = ({ mergedAt }: { readonly mergedAt: string }): boolean => mergedAt > newest.at;
  return [
    ...calendars
      .filter(isNew)
      .map(({ source, undo }) => (undo === undefined ? source : `${source}${takenBack}`)),
    ...merges.filter(isNew).map(mergeInShort),
  ];
}

const notFitting = (problems: readonly string[]): EngineError =>
  new EngineError(
    'CONFIG_INVALID',
    `pawl.config.json: ${problems.join('; ')}`,
    'correct these keys; pawl config check tells everything that is wrong at once',
  );

const rulesNote = 'rules-digest';
const holidaysNote = 'holidays-digest';
const versionNote = 'process-version';

/** As the history names a newer Pawl as the cause of what it changed. */
const versionKey = 'version of the process, in Pawl itself';

/** One change of the rules, from what was before to what the gateway has now. */
interface Step {
  readonly before: RuleBook | null;
  readonly keys: readonly KeyDifference[];
  readonly written: unknown;
  readonly feeds: readonly string[];
}

/** `moveOn` is given the same gateway in the new epoch, before anything is committed in that. */
async function putInForce(
  gateway: Gateway,
  step: Step,
  moveOn: (gateway: Gateway) => void,
): Promise<void> {
  const { before, written, feeds } = step;
  const { store, config, clock, log } = gateway;
  const rules = digestOfRules(config, gateway);
  const holidays = digestOfHolidays(gateway);
  const hidden = withoutSecrets(written);
  const digestAfter = sha256Of(JSON.stringify([hidden, rules, holidays]));
  const [newest] = await store.configChanges(1);
  const isBroken = newest !== undefined && newest.finishedAt === null;
  if (newest?.digestAfter === digestAfter && !isBroken && step.keys.length === 0) return;
  const known = await store.note(rulesNote);
  const knownHolidays = await store.note(holidaysNote);
  const isFirst = known === null;
  // Version 0.1.0 kept no note of it.
  const version = Number((await store.note(versionNote)) ?? 1);
  const isOtherPawl = !isFirst && version !== processVersion;
  const keys = isOtherPawl
    ? [...step.keys, { key: versionKey, from: version, to: processVersion }]
    : step.keys;
  const areRulesNew = !isFirst && known !== rules;
  const areHolidaysNew = !isFirst && knownHolidays !== holidays;
  const digestBefore = newest?.digestAfter ?? null;
  const id =
    isBroken && newest.digestAfter === digestAfter
      ? newest.id
      : await store.beginConfigChange({
          at: clock.now(),
          digestBefore,
          digestAfter,
          written: hidden,
          keys,
          feeds,
        });
  crashPoint('mid-adoption');
  let lookedAt = 0;
  if (areRulesNew || areHolidaysNew) {
    log.info(
      { keys: keys.map(({ key }) => key), feeds },
      'rules have changed; checks are folded again',
    );
    const under = { ...gateway, epoch: await store.raiseEpoch() };
    moveOn(under);
    lookedAt = await foldAgain(under, { before, isOtherPawl }, id, areRulesNew);
  }
  await store.setNote(rulesNote, rules);
  await store.setNote(holidaysNote, holidays);
  crashPoint('mid-adoption');
  await store.setNote(versionNote, String(processVersion));
  await store.finishConfigChange(id, clock.now(), lookedAt);
  if (!isFirst) log.info({ change: id, mpans: lookedAt }, 'the configuration is in force');
}

/** Whether checks are still as other rules, or another version, have folded them. */
export async function areRulesToCome({ store, config, ...book }: Gateway): Promise<boolean> {
  const known = await store.note(rulesNote);
  if (known === null) return false;
  const version = Number((await store.note(versionNote)) ?? 1);
  if (known !== digestOfRules(config, book) || version !== processVersion) return true;
  return (await store.note(holidaysNote)) !== digestOfHolidays(book);
}

const mpansPerFold = 500;

/**
 * Folds MPANs again and keeps what that changes. Bank holidays alone change no ended stage, so then
 * only the MPANs with an open check are looked at. Broken off, it is done again from the start.
 */
async function foldAgain(
  gateway: Gateway,
  { before, isOtherPawl }: { before: RuleBook | null; isOtherPawl: boolean },
  change: number,
  areAllConcerned: boolean,
): Promise<number> {
  const { rules, clock, store } = gateway;
  let looked = 0;
  for (let after = ''; ; ) {
    const some = await store.mpansAfter(after, mpansPerFold);
    const last = some.at(-1);
    if (last === undefined) return looked;
    const now = clock.now();
    const mpans = [];
    const changed: ChangedCheck[] = [];
    const concerned = some.filter(({ state }) => areAllConcerned || hasOpenCheck(state));
    const alertsOf = await store.alertsAmong(mpansIn(concerned.filter(({ alerted }) => alerted)));
    const journalOf = await store.journalsOf(mpansIn(concerned));
    for (const stored of concerned) {
      const { mpan } = stored;
      const raised = stored.alerted ? alertsOf(mpan) : [];
      const folded = await orFault(gateway, 'fold', mpan, () => {
        const was = standingsOf(before, stored.state, raised, now, isOtherPawl);
        const { state } = foldAll(rules, mpan, journalOf(mpan), now);
        changed.push(...effectsBetween(mpan, was, standingsOf(gateway, state, raised, now)));
        return state;
      });
      const state = 'value' in folded ? folded.value : { ...stored.state, fault: folded.fault };
      mpans.push(mpanUpdate(gateway, state, stored, now));
    }
    await store.tellChangedChecks(change, changed);
    const result = await commitAt(gateway, now, { mpans });
    if (result === 'conflict') continue;
    after = last.mpan;
    looked += mpans.length;
    crashPoint('mid-adoption');
  }
}

const mpansIn = (stored: readonly { readonly mpan: string }[]): string[] =>
  stored.map(({ mpan }) => mpan);

const hasOpenCheck = ({ checks }: MpanState): boolean =>
  checks.some(({ closedAt }) => closedAt === null);

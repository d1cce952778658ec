/**
 * The gateway alerts that are open: each trouble is told once when it begins and once when it is
 * over, in the log and as a line in alerts/, at least once and with the same key each time. What is
 * open is kept in the store, so that a restart in the middle of it neither repeats nor forgets it;
 * where the store is what cannot be written, it is kept in memory until it can.
 */
import { appendAlertLines, type GatewayLine } from '../alert/index.ts';
import { isBug } from '../bug.ts';
import type { Gateway } from '../gateway/index.ts';
import { keptNote } from '../post/index.ts';
import type { Announcer } from './announcer.ts';
import { type Episode, gatewayAlertLine, type Trouble } from './gateway-alert.ts';

/** Where the open episodes are kept. */
const episodesNote = 'gateway-alerts';

interface Episodes {
  readonly open: () => readonly Episode[];
  /** Begins what is new among the troubles, ends what is no longer among them, and tells both. */
  readonly update: (troubles: readonly Trouble[]) => Promise<void>;
}

export async function storedEpisodes({ store }: Pick<Gateway, 'store'>): Promise<Episode[]> {
  const kept = await store.note(episodesNote);
  return kept === null ? [] : (JSON.parse(kept) as Episode[]);
}

/** `announcer`: hears each line before its episode is noted, so that a crash tells twice, not never. */
export async function openEpisodes(
  gateway: Gateway,
  announcer: Pick<Announcer, 'add' | 'keep'>,
): Promise<Episodes> {
  const { store, clock, log, workspace, joined } = gateway;
  // Beside the first gateway, which alone keeps episodes and tells people, they are told in the log.
  const isAlone = (joined?.beside ?? null) === null;
  let episodes: readonly Episode[] = isAlone ? await storedEpisodes(gateway) : [];
  let made: GatewayLine[] = [];

  const note = keptNote((text) => store.setNote(episodesNote, text), JSON.stringify(episodes));
  const keep = async (canWrite: boolean): Promise<void> => {
    if (canWrite && isAlone) await note(JSON.stringify(episodes));
  };

  function begin({ code, about, detail }: Trouble): Episode {
    const since = clock.now();
    const key = ['gateway', code, ...(about === '' ? [] : [about]), since].join('/');
    const episode: Episode = { key, code, about, detail, since, overAt: null, told: 'nothing' };
    const line = gatewayAlertLine(episode, false);
    log.error(line, 'gateway alert');
    made.push(line);
    return episode;
  }

  function end(episode: Episode): Episode {
    const over = { ...episode, overAt: clock.now() };
    const line = gatewayAlertLine(over, true);
    log.warn(line, 'gateway alert over');
    made.push(line);
    return over;
  }

  /** Writes the lines that are still to be written; false where they cannot be. */
  function tell(): boolean {
    const lines = episodes.flatMap((episode) => [
      ...(episode.told === 'nothing' ? [gatewayAlertLine(episode, false)] : []),
      ...(episode.overAt === null ? [] : [gatewayAlertLine(episode, true)]),
    ]);
    if (lines.length === 0) return false;
    try {
      if (isAlone) appendAlertLines(workspace, lines);
      return true;
    } catch (error) {
      if (isBug(error)) throw error;
      // What keeps alerts/ from being written is an episode itself; the next look tries again.
      return false;
    }
  }

  return {
    open: () => episodes.filter(({ overAt }) => overAt === null),
    update: async (troubles) => {
      const isSame = (episode: Episode, one: Trouble): boolean =>
        episode.code === one.code && episode.about === one.about && episode.overAt === null;
      const begun = troubles.filter((one) => !episodes.some((episode) => isSame(episode, one)));
      const isOver = (episode: Episode): boolean =>
        episode.overAt === null && !troubles.some((one) => isSame(episode, one));
      if (begun.length > 0 || episodes.some(isOver)) {
        const lasting = episodes.map((episode) => (isOver(episode) ? end(episode) : episode));
        episodes = [...lasting, ...begun.map(begin)];
      }
      const canKeep = !troubles.some(({ holds }) => holds.includes('pass'));
      const canTell = !troubles.some(({ holds }) => holds.includes('alerts'));
      announcer.add(made);
      made = [];
      if (canKeep) await announcer.keep();
      await keep(canKeep);
      if (!canTell || !tell()) return;
      episodes = episodes
        .filter(({ overAt }) => overAt === null)
        .map((episode): Episode => ({ ...episode, told: 'raised' }));
      await keep(canKeep);
    },
  };
}

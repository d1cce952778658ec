/** What has happened since the last look, a line each, for a person who watches. */
import { alertInWords, standingInWords } from '../account/index.ts';
import type { Pass } from '../engine.ts';
import type { Gateway } from '../gateway/index.ts';
import { outcomeOf, stateOf } from '../process/index.ts';
import { type FoundCheck, findChecks, standingOf } from '../report/index.ts';
import { feedInWords } from '../words.ts';
import { receiptInWords } from './once.ts';
import { say } from './print.ts';

interface News {
  readonly tell: (pass: Pass) => Promise<void>;
  /** Takes what is there now as known. */
  readonly forget: () => Promise<void>;
}

export async function newsOf(gateway: () => Gateway): Promise<News> {
  const { store, clock } = gateway();
  let states = new Map<string, string>();
  let alerts = new Set<string>();
  let recordedAt: string | null = null;

  const stateKey = ({ state, check }: FoundCheck): string =>
    `${state.mpan} ${check.supplier} ${check.sequence}`;
  const stateText = ({ check }: FoundCheck): string => `${stateOf(check)} ${check.stages.length}`;

  const forget = async (): Promise<void> => {
    states = new Map(
      (await findChecks(gateway(), {})).map((one) => [stateKey(one), stateText(one)]),
    );
    alerts = new Set((await store.alertsOf(null)).map(({ key }) => key));
    recordedAt = await store.lastRecordedAt();
  };

  const tellMoves = async (): Promise<void> => {
    for (const found of await findChecks(gateway(), {})) {
      const text = stateText(found);
      if (states.get(stateKey(found)) === text) continue;
      states.set(stateKey(found), text);
      const standing = standingOf(gateway().rules, found, clock.now());
      const where =
        standing === null
          ? `closed, ${outcomeOf(found.check)}.`
          : `${standing.stage}. ${standingInWords(standing)}`;
      say(`MPAN ${found.state.mpan}: ${where}`);
    }
  };

  await forget();
  return {
    forget,
    tell: async (pass) => {
      for (const name of pass.feeds) say(feedInWords(name));
      for (const receipt of pass.receipts) say(receiptInWords(receipt));
      // An operator's act beside this gateway shows in the journal alone.
      const recorded = await store.lastRecordedAt();
      const isNews = pass.receipts.length + pass.written.length + pass.alerts > 0;
      if (isNews || recorded !== recordedAt) await tellMoves();
      recordedAt = recorded;
      for (const name of pass.written) say(`outbox/${name}: written`);
      if (pass.alerts === 0) return;
      for (const alert of await store.alertsOf(null)) {
        if (!alerts.has(alert.key)) say(alertInWords(alert));
        alerts.add(alert.key);
      }
    },
  };
}

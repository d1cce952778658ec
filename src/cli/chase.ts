/**
 * `pawl chase`: what would be said to each late counterparty now, printed and written into reports/.
 * It sends nothing: the gateway does, once a Working Day.
 */
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { type DraftChase, draftChasesNow, writeDraft } from '../report/index.ts';
import type { StoredChase } from '../store/index.ts';
import { usage } from './failure.ts';
import { count, instantInWords, say, sayJson } from './print.ts';
import { atDesk } from './workspace.ts';

export interface ChaseOptions {
  readonly workspace?: string;
  readonly party?: string;
  readonly json?: boolean;
}

export async function chase(options: ChaseOptions): Promise<number> {
  const { party } = options;
  if (party !== undefined && !/^[A-Z0-9]{4}$/.test(party)) {
    throw usage(`--party is "${party}"`, 'an MPID is four capital letters or digits');
  }
  await atDesk(options.workspace, async (gateway) => {
    const drafts = (await draftChasesNow(gateway)).filter(
      (draft) => party === undefined || draft.party === party,
    );
    const today = localDateOf(gateway.rules.zone, gateway.clock.now());
    const sent = new Map((await gateway.store.chasesOf(today)).map((one) => [one.party, one]));
    const written = drafts.map((draft) => ({
      ...draft,
      file: writeDraft(gateway, draft),
      mail: mailOf(sent.get(draft.party)),
    }));
    if (options.json === true) sayJson(written);
    else if (written.length === 0) say('Nobody is late.');
    else for (const draft of written) print(gateway, draft);
  });
  return 0;
}

/** What became of the e-mail of today; null where there is none. */
function mailOf(chased: StoredChase | undefined) {
  if (chased === undefined) return null;
  const { sentAt, attempts, nextAttemptAt, lastError } = chased;
  const wasQueued = sentAt !== null || nextAttemptAt !== null || lastError !== null;
  return wasQueued ? { sentAt, attempts, nextAttemptAt, lastError } : null;
}

type Written = DraftChase & {
  readonly file: string;
  readonly mail: ReturnType<typeof mailOf>;
};

function print({ rules }: Gateway, draft: Written): void {
  const { party, name, mailTo, subject, text, answers, file, mail } = draft;
  if (mailTo !== null) say(`To: ${mailTo}`);
  say(`Subject: ${subject}`);
  say();
  say(text.trimEnd());
  say();
  const who = name === party ? party : `${party} (${name})`;
  say(`${who}: ${count(answers.length, 'overdue MPAN')}, written to ${file}`);
  if (mail === null) return;
  if (mail.sentAt === null)
    say(`  Today's e-mail is not sent: ${mail.lastError ?? 'it is queued'}.`);
  else say(`  Today's e-mail was sent at ${instantInWords(rules.zone, mail.sentAt)}.`);
}

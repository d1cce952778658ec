/** `pawl begin-anew`, `pawl purge`, `pawl erase`, `pawl export` and `pawl restore`: what is kept, and what is not. */
import { existsSync, writeFileSync } from 'node:fs';
import { systemClock } from '../clock.ts';
import { EngineError } from '../engine-error.ts';
import type { Gateway } from '../gateway/index.ts';
import {
  beginAnew,
  catchUp,
  eraseMpan,
  exportMpan,
  type PurgeListener,
  type PurgePlan,
  planPurge,
  purge,
  putBack,
} from '../keeping/index.ts';
import { toldAct, toldExport } from '../desk/index.ts';
import { storePlaceOf } from '../store-place.ts';
import { type ActOptions, actOf } from './act.ts';
import { auditByCommand, auditOfWorkspace } from './ask.ts';
import { unwritable } from './failure.ts';
import { mpanOf } from './mpan.ts';
import { count, say, sayJson } from './print.ts';
import { asGateway, asHolder, atDesk, deskLog, findWorkspace } from './workspace.ts';

interface KeepOptions extends ActOptions {
  readonly json?: boolean;
}

export async function purgeCommand(
  options: KeepOptions & { readonly dryRun?: boolean },
): Promise<number> {
  const { who } = actOf(options);
  const isDry = options.dryRun === true;
  const listener = options.json === true ? undefined : saying(isDry);
  const plan = isDry
    ? await atDesk(options.workspace, (gateway) => planPurge(gateway, listener))
    : await asGateway(
        findWorkspace(options.workspace),
        deskLog(),
        async ({ gateway }) => {
          const audit = auditByCommand(gateway(), who);
          return toldAct(audit, 'purge', () => purge(gateway(), who, listener));
        },
        { command: 'pawl purge', stays: false },
      );
  if (options.json === true) sayJson({ dryRun: isDry, ...plan });
  else tellCounts(plan, isDry);
  return 0;
}

/** Says each thing as it is found, so that none has to be remembered. */
const saying = (isDry: boolean): PurgeListener => ({
  goes: ({ name, why }) => say(`${isDry ? 'would go' : 'gone'}: ${name}: ${why}`),
  stays: ({ name, why }) => say(`stays: ${name}: ${why}`),
});

function tellCounts({ counts }: PurgePlan, isDry: boolean): void {
  const parts = [
    count(counts.archiveFiles, 'file of the archive', 'files of the archive'),
    count(counts.closedChecks, 'closed check'),
    count(counts.alerts, 'alert'),
    count(counts.looks, 'look'),
  ];
  say(`${parts.join(', ')}${isDry ? ' would go; nothing was changed' : ' gone'}.`);
}

export async function erase(typed: string, options: KeepOptions): Promise<number> {
  const mpan = mpanOf(typed);
  const act = actOf(options);
  const erased = await asGateway(
    findWorkspace(options.workspace),
    deskLog(),
    async ({ gateway }) => {
      const audit = auditByCommand(gateway(), act.who);
      return toldAct(audit, 'erase', () => eraseMpan(gateway(), mpan, act), 1);
    },
    { command: 'pawl erase', stays: false },
  );
  if (options.json === true) {
    sayJson(erased);
    return 0;
  }
  for (const path of erased.files) say(`${path}: written again without it`);
  for (const name of erased.outbox) say(`${name}: the copy in the store is without it`);
  say(`Erased the personal data of MPAN ${mpan}; dates and outcomes of its checks stay.`);
  say('Backups and exports made before still hold it: replace them.');
  return 0;
}

export async function exportOf(
  typed: string,
  file: string | undefined,
  options: KeepOptions,
): Promise<number> {
  const mpan = mpanOf(typed);
  const { who } = actOf(options);
  const exported = await atDesk(options.workspace, (gateway) =>
    toldExport(auditByCommand(gateway, who), 'export', () => write(gateway, mpan, file, who), 1),
  );
  if (file === undefined) sayJson(exported);
  else {
    const { length } = exported.journal;
    say(`${file}: ${count(length, 'journal entry', 'journal entries')} of ${mpan}`);
  }
  return 0;
}

/** Makes the export, and writes it where a file is named. */
async function write(
  gateway: Gateway,
  mpan: string,
  file: string | undefined,
  who: string,
): Promise<Awaited<ReturnType<typeof exportMpan>>> {
  if (file !== undefined && existsSync(file)) {
    throw new EngineError(
      'NOT_POSSIBLE',
      `${file} already exists`,
      'an export never overwrites: name a new file',
    );
  }
  const made = await exportMpan(gateway, mpan);
  const through = { role: 'approver', through: 'command', what: 'export' } as const;
  gateway.looks.note({ at: made.madeAt, who, ...through }, [mpan]);
  if (file === undefined) return made;
  try {
    // It holds personal data: for this user alone.
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw unwritable(file, error);
  }
  return made;
}

export async function beginAnewCommand(options: KeepOptions): Promise<number> {
  const act = actOf(options);
  const workspace = findWorkspace(options.workspace, 'notNeeded');
  const { folder, config } = workspace;
  const aside = await asHolder(workspace, 'pawl begin-anew', async () =>
    toldAct(auditOfWorkspace(workspace, act.who), 'begin-anew', () =>
      beginAnew(
        { workspace: folder, config },
        storePlaceOf(folder, config),
        act,
        systemClock.now(),
      ),
    ),
  );
  if (aside !== null) say(`${aside}: the store as it was`);
  say('Made a new store. Files in archive/ stay there, and no check knows of them: copies of them');
  say('dropped into inbox/ and sent/ are taken in again.');
  return 0;
}

export async function restore(backup: string, options: KeepOptions): Promise<number> {
  const { who } = actOf(options);
  const workspace = findWorkspace(options.workspace);
  const { folder } = workspace;
  const { old, again, sent, lostEntries } = await asHolder(workspace, 'pawl restore', () =>
    toldAct(auditOfWorkspace(workspace, who), 'restore', async () => {
      const place = storePlaceOf(folder, workspace.config);
      const aside = await putBack(folder, backup, systemClock.now(), place);
      const caughtUp = await atDesk(options.workspace, (gateway) => catchUp(gateway, who), true);
      return { old: aside, ...caughtUp };
    }),
  );
  if (old !== null) say(`${old}: the store as it was`);
  for (const path of again) say(`${path}: came after the backup, to be taken in again`);
  for (const name of sent) say(`outbox/${name}: written after the backup, a copy is in sent/`);
  say(`Restored from ${backup}.`);
  if (lostEntries > 0) {
    say(
      `At least ${count(lostEntries, 'journal entry', 'journal entries')} came after the backup;`,
    );
    say('the files among them come again, decisions and approvals must be made again.');
  }
  say('Before the gateway is started, read in docs/keeping.md what is to be looked at.');
  return 0;
}

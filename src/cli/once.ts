/** `pawl once`: do one round: take in files, check deadlines, write what is due, and end. */

import { setTimeout as sleep } from 'node:timers/promises';
import { alertInWords, firstAgainst } from '../account/index.ts';
import type { Engine, Pass } from '../engine.ts';
import { tellUndelivered, waitingFlows } from '../gateway/index.ts';
import { holds, type Pause } from '../pause.ts';
import type { RaisedAlert } from '../process/index.ts';
import { aliveNote } from '../alive.ts';
import type { Receipt } from '../store/index.ts';
import { feedInWords } from '../words.ts';
import { porterOf } from './porter-beside.ts';
import { count, say, sayJson } from './print.ts';
import { asGateway, deskLog, findWorkspace } from './workspace.ts';

interface Happened {
  readonly files: readonly Receipt[];
  readonly written: readonly string[];
  readonly reports: readonly string[];
  readonly alerts: readonly RaisedAlert[];
  readonly feeds: readonly string[];
  readonly leftForLater: readonly string[];
  readonly toApprove: number;
  readonly toSettle: number;
  /** Files that cannot be read. */
  readonly unreadable: readonly string[];
  /** What failed by itself: a file or a part of the pass; all else was done. */
  readonly failed: readonly string[];
  /** MPANs that a fault of ours holds. */
  readonly held: readonly string[];
  /** What is wrong with places that files are brought from, and the one they are taken to. */
  readonly elsewhere: readonly string[];
  /** Why parts of the work wait: the disk, a folder, the store or the clock. */
  readonly pauses: readonly Pause[];
}

/** A channel that takes longer is left for the next time. */
const sendingMaxMs = 60_000;

export async function once(options: {
  readonly workspace?: string;
  readonly json?: boolean;
}): Promise<number> {
  const workspace = findWorkspace(options.workspace);
  const work = async (engine: Engine): Promise<Happened> => {
    const porter = porterOf(engine.gateway);
    const brought = await porter.bring();
    const quiet = await passUntilQuiet(engine);
    const elsewhere = [...brought, ...(await porter.takeOut())];
    const all = { ...quiet, elsewhere: elsewhere.map(({ detail }) => detail) };
    const isSure = !holds(all.pauses, 'pass') && !holds(all.pauses, 'time');
    if (isSure) {
      await engine.heads.keep();
      await engine.heads.idle(sendingMaxMs);
    }
    await engine.sender.drain(sendingMaxMs);
    await engine.keeper.drain(sendingMaxMs);
    await tellUndelivered(engine.gateway());
    const { store, clock } = engine.gateway();
    if (isSure) await store.setNote(aliveNote, clock.now());
    return all;
  };
  const holding = { command: 'pawl once', stays: false };
  const happened = await asGateway(workspace, deskLog(), work, holding);
  if (options.json === true) {
    sayJson({ ...happened, files: happened.files.map(fileForJson) });
    return exitCodeOf(happened);
  }
  const { files, written, alerts, feeds, leftForLater } = happened;
  for (const name of feeds) say(feedInWords(name));
  for (const receipt of files) say(receiptInWords(receipt));
  for (const name of written) say(`outbox/${name}: written`);
  for (const name of happened.reports) say(`${name}: written`);
  for (const alert of alerts) say(alertInWords(alert));
  for (const name of leftForLater) say(`${name}: left for now, it may not be complete yet`);
  for (const name of happened.unreadable) {
    say(`${name}: left, it cannot be read: give this user the right to read it`);
  }
  for (const { code, detail } of happened.pauses)
    say(`Paused, ${code}: ${detail}. pawl health says more.`);
  for (const name of happened.failed) {
    say(`${name}: failed; everything else was done. pawl health says more.`);
  }
  for (const mpan of happened.held) {
    say(`MPAN ${mpan}: held by a fault of Pawl (PAWL_FAULT); pawl queue shows it.`);
  }
  for (const detail of happened.elsewhere) say(`Waits elsewhere, ${detail}.`);
  const parts = [count(files.length, 'file'), `${written.length} written`];
  say(`${parts.join(', ')}, ${count(alerts.length, 'alert')}.`);
  if (happened.toApprove + happened.toSettle > 0) {
    const waiting = `${count(happened.toApprove, 'flow')} to approve`;
    say(`${waiting}, ${count(happened.toSettle, 'item')} in the work queue.`);
  }
  return exitCodeOf(happened);
}

const exitCodeOf = ({ unreadable, pauses, failed, held, elsewhere }: Happened): number =>
  [unreadable, pauses, failed, held, elsewhere].every(({ length }) => length === 0) ? 0 : 1;

/** Ours: so many are named; pawl queue shows all. */
const heldNamedMax = 20;

/** A producer that never stops writing must not keep this from ending. */
const waitsMax = 20;

async function passUntilQuiet(engine: Engine): Promise<Omit<Happened, 'elsewhere'>> {
  const { config, store } = engine.gateway();
  const known = new Set((await store.alertsOf(null)).map(({ key }) => key));
  const passes: Pass[] = [];
  let isMended = engine.mend === undefined;
  for (let waits = 0; ; ) {
    const pass = await engine.pass({ final: false });
    passes.push(pass);
    if (pass.receipts.length > 0) continue;
    const shortest = Math.min(...pass.waiting.map(({ waitMs }) => waitMs));
    if (shortest > config.csvQuietPeriodMs || waits >= waitsMax) {
      if (isMended) break;
      // What is made anew is looked at by one more pass, and told by it.
      await engine.mend?.(Number.POSITIVE_INFINITY);
      isMended = true;
      continue;
    }
    waits += 1;
    await sleep(shortest + 5);
  }
  return {
    files: passes.flatMap(({ receipts }) => receipts),
    written: passes.flatMap(({ written }) => written),
    reports: [...new Set(passes.flatMap(({ reports }) => reports))],
    toApprove: config.send === 'approve' ? (await waitingFlows(engine.gateway())).length : 0,
    toSettle: (await store.openItems()).reduce((sum, { number }) => sum + number, 0),
    alerts: (await store.alertsOf(null)).filter(({ key }) => !known.has(key)),
    feeds: passes.flatMap(({ feeds }) => feeds),
    unreadable: passes.at(-1)?.left ?? [],
    failed: [...new Set(passes.at(-1)?.mishaps?.map(({ about }) => about))],
    held: (await store.heldMpans(heldNamedMax)).map(({ mpan }) => mpan),
    pauses: passes.at(-1)?.pauses?.filter((pause) => pause.holds.length > 0) ?? [],
    leftForLater: passes.at(-1)?.waiting.map(({ name }) => name) ?? [],
  };
}

const fileForJson = (receipt: Receipt) => {
  const { name, folder, flow, fileIdentifier, outcome, destination, findings } = receipt;
  const { instances, instancesAccepted } = receipt;
  return {
    name,
    folder,
    flow,
    fileIdentifier,
    outcome,
    destination,
    instances,
    instancesAccepted,
    findings,
  };
};

export function receiptInWords(receipt: Receipt): string {
  const { folder, name, flow, outcome, destination, findings, instances } = receipt;
  const what = flow === null ? '' : `${flow}, `;
  const accepted =
    outcome === 'partly-applied' ? `, ${receipt.instancesAccepted} of ${instances} accepted` : '';
  const found = findings.length === 0 ? '' : `, ${count(findings.length, 'finding')}`;
  const refused = outcome === 'partly-applied' ? ', the rest is in rejected/' : '';
  const first = firstAgainst(receipt);
  const why = first !== undefined ? `\n  ${first.code}: ${first.message}` : '';
  return `${folder}/${name}: ${what}${outcome}${accepted}${found}; now ${destination}${refused}${why}`;
}

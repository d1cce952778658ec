/** A played story as a person reads it: its checks stage by stage, alerts, queue and outbox. */
import type { Played, Replayed } from '../replay/index.ts';
import { count, quoted, say } from './print.ts';
import { stageLines } from './stage-table.ts';

/** Differences are null where the story does not say what it should come to. */
export function tellStory(
  folder: string,
  { scenario, replayed, outbox }: Played,
  differences: readonly string[] | null,
): void {
  const { title, gateway, profile } = scenario;
  say(title);
  say(`${folder}: ${gateway.mpid} in role ${gateway.role}, profile ${profile}`);
  for (const check of replayed.checks) tellCheck(check);
  say();
  tellFiles(replayed);
  tellAlerts(replayed);
  for (const { code, mpan, open } of replayed.exceptions as readonly QueueItem[]) {
    say(`  ${open ? 'open' : 'settled'}: ${code}, MPAN ${mpan}`);
  }
  for (const name of [...outbox.keys()].sort()) say(`  outbox/${name}`);
  if (differences === null) say('  It has no expected/, so there is nothing to compare with.');
  else if (differences.length === 0) say('  As expected.');
  else say(`  ${count(differences.length, 'difference')} from what is expected:`);
  for (const difference of differences ?? []) say(`    ${difference}`);
  say();
}

interface QueueItem {
  readonly mpan: string;
  readonly code: string;
  readonly open: boolean;
}

interface AlertItem {
  readonly mpan: string;
  readonly stage: string;
  readonly kind: string;
  readonly number: number | null;
  readonly at: string;
  readonly retracted: boolean;
}

interface FileItem {
  readonly name: string;
  readonly flow: string | null;
  readonly outcome: string;
  readonly findings: readonly unknown[];
}

function tellCheck(check: Replayed['checks'][number]): void {
  const { mpan, sequence, supplier, meterOperator, state, outcome } = check;
  const parties = `${supplier} and ${meterOperator ?? 'a Meter Operator not known'}`;
  const end = outcome === null ? state : `${state}, ${outcome}`;
  say();
  say(`  MPAN ${mpan} check ${sequence}, ${parties}: ${end}`);
  for (const line of stageLines(check.stages, '    ')) say(line);
  for (const { finding, flow, item, words, rule } of check.evidence) {
    say(`    ${flow} ${item} ${quoted(words)}: ${finding}, by ${rule}`);
  }
  const notes = check.exceptions.map(({ code, open }) => (open ? `${code} (open)` : code));
  if (notes.length > 0) say(`    ${notes.join(', ')}`);
}

function tellFiles(replayed: Replayed): void {
  for (const { name, flow, outcome, findings } of replayed.files as readonly FileItem[]) {
    const found = findings.length === 0 ? '' : `, ${count(findings.length, 'finding')}`;
    say(`  ${name}: ${flow === null ? '' : `${flow}, `}${outcome}${found}`);
  }
}

function tellAlerts(replayed: Replayed): void {
  for (const alert of replayed.alerts as readonly AlertItem[]) {
    const { kind, number, mpan, stage, at, retracted } = alert;
    const title = number === null ? kind : `${kind} ${number}`;
    say(`  ${at} ${title}: MPAN ${mpan}, ${stage}${retracted ? ' (retracted)' : ''}`);
  }
}

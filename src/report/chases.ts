/**
 * Messages to counterparties that are late: one draft for each, with all its overdue MPANs. Each
 * Working Day of the counterparty, from the configured time on, the drafts of the day are fixed in
 * one commit; then they are written into reports/ and sent by e-mail where there is an address.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localDateOf } from '../calendar/index.ts';
import type { Counterparty } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import { writeCsv } from '../files/index.ts';
import { faultPoint } from '../fault-point.ts';
import { type Gateway, tellMishap } from '../gateway/index.ts';
import type { Chase } from '../store/index.ts';
import { count, dateInWords, pageOfCheck, roleInWords } from '../words.ts';
import {
  attachedInWords,
  builtInTemplate,
  chaseSheet,
  fillTemplate,
  listedMax,
  listOf,
  templateProblems,
} from './chase-template.ts';
import { writeInto } from './files.ts';
import { type LateAnswer, lateAnswers } from './late-answers.ts';
import { instantAt, isWorking } from './schedule.ts';
import { daysOf } from './scheduled.ts';

interface DraftChase extends Chase {
  readonly name: string;
  readonly answers: readonly LateAnswer[];
}

const chasedNote = 'chased-on';

/** Ours: so long it is known what was said to whom. */
const keptDays = 400;

const chasesPerRound = 100;

/** Fixes the chases of the day once its time has come, and writes the drafts. Returns their paths. */
export async function chaseToday(gateway: Gateway): Promise<string[]> {
  const { config, store, clock, rules, log } = gateway;
  const now = clock.now();
  const today = localDateOf(rules.zone, now);
  const { chaseAt } = config;
  const isTime = chaseAt !== null && now >= instantAt(rules.zone, today, chaseAt);
  if (isTime && ((await store.note(chasedNote)) ?? '') < today) {
    const held = new Map<string, unknown>();
    const drafts = await draftChases(
      gateway,
      (party) => {
        const read = templateOf(gateway, party);
        if ('template' in read) return read.template;
        log.error({ party, problem: read.problem }, 'a template cannot be used; ours is used');
        return builtInTemplate;
      },
      null,
      held,
    );
    for (const [about, error] of held) {
      tellMishap(gateway, { code: 'PART_FAILED', about: `chase of ${about}`, error });
    }
    const due = drafts.filter(({ party }) => worksToday(gateway, party, today));
    const keepFrom = Temporal.PlainDate.from(today).subtract({ days: keptDays }).toString();
    const sendAt = config.smtp === null ? null : now;
    await store.queueChases(due, { note: chasedNote, on: today, keepFrom, sendAt });
  }
  return writeDrafts(gateway);
}

async function writeDrafts(gateway: Gateway): Promise<string[]> {
  const { store } = gateway;
  const paths: string[] = [];
  for (;;) {
    const chases = await store.chasesUnwritten(chasesPerRound);
    if (chases.length === 0) return paths;
    for (const chase of chases) {
      paths.push(writeDraft(gateway, chase));
      await store.markChaseWritten(chase.id);
    }
  }
}

/** Writes a draft into reports/. Returns its path below the workspace. */
export function writeDraft(gateway: Pick<Gateway, 'workspace'>, chase: Chase): string {
  const { mailTo, subject, text, csv } = chase;
  const head = mailTo === null ? '' : `To: ${mailTo}\n`;
  if (csv !== undefined) writeInto(gateway, chaseCsvName(chase), csv);
  return writeInto(gateway, nameOf(chase), `${head}Subject: ${subject}\n\n${text}`);
}

/** The file that goes with a message of many MPANs. */
export const chaseCsvName = ({ party, chasedOn }: Pick<Chase, 'party' | 'chasedOn'>): string =>
  `chase_${party}_${chasedOn}.csv`;

const nameOf = ({ party, chasedOn }: Pick<Chase, 'party' | 'chasedOn'>): string =>
  `chase_${party}_${chasedOn}.txt`;

/** Where a draft is written, below the workspace. */
export const draftPathOf = (chase: Pick<Chase, 'party' | 'chasedOn'>): string =>
  `reports/${nameOf(chase)}`;

/** The drafts as they would be now, by MPID. Throws CONFIG_INVALID for a template of no use. */
export const draftChasesNow = async (gateway: Gateway): Promise<DraftChase[]> =>
  draftChases(gateway, (party) => soundTemplate(gateway, party));

/** The same for one of them; null where it is not late. */
export async function draftChaseNow(gateway: Gateway, party: string): Promise<DraftChase | null> {
  const drafts = await draftChases(gateway, (one) => soundTemplate(gateway, one), party);
  return drafts[0] ?? null;
}

function soundTemplate(gateway: Gateway, party: string): string {
  const read = templateOf(gateway, party);
  if ('template' in read) return read.template;
  throw new EngineError(
    'CONFIG_INVALID',
    `counterparties.${party}.template: ${read.problem}`,
    'docs/reports.md shows what a template looks like',
  );
}

async function draftChases(
  gateway: Gateway,
  templateFor: (party: string) => string,
  only: string | null = null,
  held: Map<string, unknown> | null = null,
): Promise<DraftChase[]> {
  const { config, clock, rules } = gateway;
  const today = localDateOf(rules.zone, clock.now());
  const late = [...(await lateAnswers(gateway, only))].sort(([a], [b]) => (a < b ? -1 : 1));
  const pageOf = (mpan: string): string | null => pageOfCheck(config, mpan);
  const draft = async (party: string, answers: readonly LateAnswer[]): Promise<DraftChase> => {
    faultPoint('chase', party);
    const isMany = answers.length > listedMax;
    const file = chaseCsvName({ party, chasedOn: today });
    const { name = party, email: mailTo = null } = known(gateway, party);
    const filled = fillTemplate(templateFor(party), {
      our: config.mpid,
      ourRole: roleInWords(config.role),
      party,
      name,
      date: dateInWords(today),
      count: count(answers.length, 'overdue MPAN'),
      list: isMany ? attachedInWords(answers.length, file) : listOf(answers, pageOf),
    });
    const made = { party, name, chasedOn: today, mailTo, ...filled, answers };
    if (!isMany) return made;
    const { columns, rows } = chaseSheet(answers, pageOf);
    return { ...made, csv: await writeCsv(columns, rows) };
  };
  const drafts: DraftChase[] = [];
  for (const [party, answers] of late) {
    try {
      drafts.push(await draft(party, answers));
    } catch (error) {
      // Who asks for chases hears of it; of the chases of the day one holds back no other.
      if (held === null) throw error;
      held.set(party, error);
    }
  }
  return drafts;
}

const known = ({ config }: Gateway, party: string): Counterparty =>
  config.counterparties[party] ?? {};

function templateOf(
  gateway: Gateway,
  party: string,
): { readonly template: string } | { readonly problem: string } {
  const name = known(gateway, party).template;
  if (name === undefined) return { template: builtInTemplate };
  try {
    const template = readFileSync(join(gateway.workspace, name), 'utf8').replace(/^\uFEFF/, '');
    const problems = templateProblems(template);
    return problems.length === 0 ? { template } : { problem: `${name}: ${problems.join('; ')}` };
  } catch (error) {
    return { problem: `${name}: ${error instanceof Error ? error.message : 'cannot be read'}` };
  }
}

/** True on a Working Day of the counterparty, by its own calendar where it has one. */
function worksToday(gateway: Gateway, party: string, today: string): boolean {
  const { calendar } = known(gateway, party);
  const days =
    calendar === undefined
      ? daysOf(gateway)
      : { calendar: gateway.calendars.named(calendar), zone: gateway.rules.zone };
  return isWorking(days, Temporal.PlainDate.from(today));
}

/**
 * Writes what each published profile does into docs/process.md, between its markers. It is drawn
 * from the machine itself, walked from end to end, so that the page cannot say what the code does
 * not; a test compares the page with what this makes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import {
  type CheckMachine,
  checkMachine,
  type Profile,
  publishedProfiles,
  type Signal,
  signals,
} from '../src/process/index.ts';
import { type MachineState, type Move, stageOf } from '../src/process/machine.ts';
import { everySignal, walk } from './machine-walk.ts';
import { wrapped } from './wrap.ts';

const page = new URL('../docs/process.md', import.meta.url);

/** The page with every generated part made anew. Throws where a marker is missing. */
export function withGenerated(markdown: string): string {
  let text = markdown;
  for (const profile of publishedProfiles.values()) {
    const begin = `<!-- generated: ${profile.id} -->`;
    const from = text.indexOf(begin);
    const to = text.indexOf('<!-- /generated -->', from);
    if (from < 0 || to < 0) throw new Error(`docs/process.md has no place for ${profile.id}`);
    const part = `\n${partOf(checkMachine(profile))}\n`;
    text = `${text.slice(0, from + begin.length)}${part}${text.slice(to)}`;
  }
  return wrapped(text);
}

export const readPage = (): string => readFileSync(page, 'utf8');

function partOf(machine: CheckMachine): string {
  const { profile } = machine;
  const ways = waysOf(machine);
  return [
    `**${profile.title}.** Source: ${profile.source}. Status: \`${profile.status}\`.`,
    stageTable(profile),
    diagram(profile, ways),
    everywhere(profile),
    signalTable(profile, ways),
    ...(togetherTable(machine) ?? []),
  ].join('\n\n');
}

function stageTable(profile: Profile): string {
  const rows = Object.entries(profile.stages).map(([name, { owner, owes, workingDays }]) => {
    const what = owes.length === 0 ? 'a decision' : owes.join(' and ');
    return `| \`${name}\` | ${owner} | ${what} | ${workingDays} |`;
  });
  return ['| Stage | Owner | Owes | Working Days |', '|---|---|---|---|', ...rows].join('\n');
}

/** What one signal does in one stage: in some of the states that belong to it this, in some that. */
interface Way {
  readonly state: MachineState;
  readonly move: Move | null;
  /** Where the check comes to rest: the stage after a stage that hears the same signal again. */
  readonly path: readonly string[];
  readonly codes: readonly string[];
}

type Ways = ReadonlyMap<string, ReadonlyMap<Signal, readonly Way[]>>;

function waysOf(machine: CheckMachine): Ways {
  const ways = new Map<string, Map<Signal, Way[]>>();
  for (const { state, signal, move } of walk(machine)) {
    const stage = stageOf(state);
    const ofStage = ways.get(stage) ?? new Map<Signal, Way[]>();
    ways.set(stage, ofStage);
    const list = ofStage.get(signal) ?? [];
    ofStage.set(signal, list);
    list.push({ state, move, ...restOf(machine, signal, move) });
  }
  return ways;
}

function restOf(
  machine: CheckMachine,
  signal: Signal,
  move: Move | null,
): Pick<Way, 'path' | 'codes'> {
  const path: string[] = [];
  const codes: string[] = [];
  for (let next = move; next !== null; ) {
    if (next.moved) path.push(next.stage);
    codes.push(...next.notes, ...next.raised);
    if (!next.andAgain) break;
    const { stage, state } = next;
    next = machine.hear(state, signal);
    if (next === null && !machine.isNoted(stage, signal)) codes.push('UNEXPECTED_FLOW');
  }
  return { path, codes };
}

const isOneOfTwo = (profile: Profile, stage: string, signal: Signal): boolean =>
  profile.stages[stage]?.together !== undefined &&
  /^(reported|meter(?!Operator)|backstop)/.test(signal);

/** Signals that close a check from every stage would hide the rest; they are listed beneath. */
function diagram(profile: Profile, ways: Ways): string {
  const edges = new Map<string, Set<string>>();
  for (const [stage, ofStage] of ways) {
    for (const [signal, some] of ofStage) {
      if (profile.always[signal] !== undefined) continue;
      for (const { path } of some) {
        const to = path.at(-1);
        if (to === undefined) continue;
        const edge = `${stage === 'unopened' ? '[*]' : stage} --> ${to}`;
        const labels = edges.get(edge) ?? new Set();
        edges.set(edge, labels);
        labels.add(isOneOfTwo(profile, stage, signal) ? 'both answers in' : signal);
      }
    }
  }
  const regions = Object.entries(profile.stages).flatMap(([name, { owes }]) =>
    owes.length < 2
      ? []
      : [`  state ${name} {`, owes.map((flow) => `    [*] --> ${flow}`).join('\n    --\n'), '  }'],
  );
  const lines = [...edges].map(([edge, labels]) => `  ${edge} : ${[...labels].join('<br/>')}`);
  return ['```mermaid', 'stateDiagram-v2', ...regions, ...lines, '  closed --> [*]', '```'].join(
    '\n',
  );
}

function everywhere(profile: Profile): string {
  const all = Object.entries(profile.always).map(([signal, way]) => {
    const outcome = 'to' in way ? (way.outcome ?? way.to) : 'note' in way ? way.note : '';
    return `\`${signal}\` (${outcome})`;
  });
  return `From every open stage to \`closed\`: ${all.join(', ')}.`;
}

function signalTable(profile: Profile, ways: Ways): string {
  const stages = ['unopened', ...Object.keys(profile.stages)];
  const rows = everySignal
    .filter((signal) => profile.always[signal] === undefined)
    .map((signal) => {
      const cells = stages.map((stage) => {
        const some = ways.get(stage)?.get(signal) ?? [];
        return stage === 'unopened' ? unopenedCell(some) : cellOf(profile, stage, signal, some);
      });
      return `| ${signals[signal]} (\`${signal}\`) | ${cells.join(' | ')} |`;
    });
  const names = stages.map((stage) => (stage === 'unopened' ? 'no check yet' : `\`${stage}\``));
  return [`| Heard | ${names.join(' | ')} |`, `|---|${'---|'.repeat(names.length)}`, ...rows].join(
    '\n',
  );
}

const unopenedCell = (ways: readonly Way[]): string =>
  ways.some(({ move }) => move !== null) ? [...new Set(ways.map(wordsOf))].join(' or ') : '–';

function cellOf(profile: Profile, stage: string, signal: Signal, ways: readonly Way[]): string {
  // These two never come as far as the machine.
  if (signal === 'generationNotified') return 'noted, `NOTIFIED_AGAIN`';
  const asked = ways.filter(({ state }) => state.memory.requested);
  const unasked = ways.filter(({ state }) => !state.memory.requested);
  const isReport = /^(reported|requestRejected)/.test(signal);
  if (stage === 'notified' && isReport && unasked.length > 0) {
    const then = asked.length === 0 ? '' : `; once asked ${variants(profile, stage, asked)}`;
    return `kept, \`RESPONSE_WITHOUT_REQUEST\`${then}`;
  }
  const way = profile.stages[stage]?.on[signal];
  if (way !== undefined && 'keptIfRequested' in way) return 'noted; once asked kept as its half';
  if (way !== undefined && 'to' in way && way.onlyIfRequested === true) {
    const before = way.elseKept === true ? 'kept as its half' : 'noted';
    return `${before}; once asked ${variants(profile, stage, asked)}`;
  }
  if (isOneOfTwo(profile, stage, signal)) {
    return stage === 'deciding'
      ? 'as below if that closes, else noted'
      : 'as below once both are in';
  }
  return variants(profile, stage, ways, signal);
}

function variants(profile: Profile, stage: string, ways: readonly Way[], signal?: Signal): string {
  const found = ways.map((way) => {
    if (way.move !== null) return wordsOf(way);
    const isNoted = signal !== undefined && profile.stages[stage]?.noted.includes(signal);
    return isNoted === true ? 'noted' : '`UNEXPECTED_FLOW`';
  });
  return withLastFailure(profile, [...new Set(found)]).join(' or ');
}

/** "→ there or → there, exhausted" is one way, which ends differently the last time. */
function withLastFailure(profile: Profile, found: readonly string[]): readonly string[] {
  const last = ', `ATTEMPTS_EXHAUSTED`';
  return found
    .filter((words) => !(words.endsWith(last) && found.includes(words.slice(0, -last.length))))
    .map((words) =>
      found.includes(`${words}${last}`)
        ? `${words}; with failure ${profile.failuresMax} \`ATTEMPTS_EXHAUSTED\``
        : words,
    );
}

function wordsOf({ move, path, codes }: Way): string {
  if (move === null) return '';
  const where = path.map((stage) => {
    const outcome = move.state.memory.outcome;
    return stage === 'closed' && outcome !== null ? `closed **${outcome}**` : `\`${stage}\``;
  });
  const to = where.length === 0 ? 'noted' : `→ ${where.join(' → ')}`;
  return [to, ...new Set(codes.map((code) => `\`${code}\``))].join(', ');
}

/** Where two answers are awaited together: what each pair of them comes to. */
function togetherTable(machine: CheckMachine): readonly string[] | null {
  const { profile } = machine;
  const stage = Object.values(profile.stages).find(({ owes }) => owes.length > 1);
  if (stage === undefined) return null;
  const opened = machine.hear(machine.unopened, 'investigationRequested');
  const reports = everySignal.filter((signal) => signal.startsWith('reported'));
  const details = everySignal.filter((signal) => /^(meter(?!Operator)|backstop)/.test(signal));
  const rows = reports.map((report) => {
    const half = opened === null ? null : machine.hear(opened.state, report);
    const cells = details.map((detail) => {
      const move = half === null ? null : machine.hear(half.state, detail);
      return move === null
        ? '–'
        : wordsOf({ ...restOf(machine, detail, move), state: move.state, move });
    });
    return `| ${signals[report]} | ${cells.join(' | ')} |`;
  });
  const names = details.map((detail) => signals[detail]);
  const head = [`| Both in | ${names.join(' | ')} |`, `|---|${'---|'.repeat(names.length)}`];
  return [[...head, ...rows].join('\n')];
}

if (process.argv[1] === import.meta.filename) writeFileSync(page, withGenerated(readPage()));

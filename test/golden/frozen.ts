/**
 * An answer as it is frozen: its beginning as text that a person can compare, and of what is long a
 * digest over all of it. What differs is told by file and line, and where the whole lies.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Answer {
  /** Of its file, with its folder and without its ending. */
  readonly name: string;
  /** All of it, what is of the machine replaced. */
  readonly text: string;
}

export const howToLook = `
To look: npm run golden -- --update, then git diff test/golden/frozen. Where only a digest differs,
npm run golden -- --whole FOLDER writes each answer as a whole: do it at both versions, then
diff -r the two folders. What is meant is recorded anew by --update and read before it is committed.`;

export const frozenFolder = fileURLToPath(new URL('frozen/', import.meta.url));

/** Ours: so much of a long answer is enough to see its shape. */
const answerMax = { lines: 400, characters: 14_000 };
/** A file of the API holds many answers, of which each is cut by itself: record.ts. */
const answersMax = { lines: 3_000, characters: 80_000 };

const maxOf = (name: string) => (name.startsWith('api/') ? answersMax : answerMax);

/** The beginning in whole lines, and a line that stands for the rest. */
export function frozenOf({ name, text }: Answer): string {
  const { lines: linesMax, characters: charactersMax } = maxOf(name);
  const lines = text.replace(/\n$/, '').split('\n');
  let kept = 0;
  let length = 0;
  for (const line of lines) {
    if (kept === linesMax || (length += line.length + 1) > charactersMax) break;
    kept += 1;
  }
  if (kept === lines.length) return `${lines.join('\n')}\n`;
  const first = kept === 0 ? [(lines[0] ?? '').slice(0, charactersMax)] : lines.slice(0, kept);
  const digest = createHash('sha256').update(text).digest('hex');
  return [...first, `‹${lines.length} lines in all, sha256 ${digest}›`, ''].join('\n');
}

export interface Difference {
  readonly name: string;
  /** In words: where, what was frozen, what is answered now. */
  readonly says: string;
}

const pathOf = (folder: string, name: string): string => join(folder, `${name}.txt`);

export function differenceOf(answer: Answer, folder = frozenFolder): Difference | null {
  const { name } = answer;
  const path = pathOf(folder, name);
  if (!existsSync(path)) return { name, says: 'is not frozen yet' };
  const before = readFileSync(path, 'utf8').split('\n');
  const now = frozenOf(answer).split('\n');
  const at = now.findIndex((line, index) => line !== before[index]);
  const line = at === -1 && before.length > now.length ? now.length : at;
  if (line === -1) return null;
  const was = short(before[line]);
  return { name, says: `line ${line + 1}: frozen ${was}, now ${short(now[line])}` };
}

const short = (line: string | undefined): string =>
  line === undefined ? 'nothing' : line.length > 160 ? `${line.slice(0, 160)}…` : line;

export function frozenNames(folder = frozenFolder): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.txt'))
    .map((name) => name.replaceAll('\\', '/').slice(0, -'.txt'.length))
    .sort();
}

export function freeze(answers: readonly Answer[], folder = frozenFolder): void {
  // What Pawl makes is its user's alone; this is for everybody.
  process.umask(0o022);
  rmSync(folder, { recursive: true, force: true });
  for (const answer of answers) put(folder, answer.name, frozenOf(answer));
}

/** All answers as they are, for a comparison with those of another version. */
export function putWhole(answers: readonly Answer[], folder: string): void {
  for (const { name, text } of answers) put(folder, name, text);
}

function put(folder: string, name: string, text: string): void {
  const path = pathOf(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** `pawl decisions FILE`: decides what a CSV or a workbook says, row by row, or shows what it would do. */
import { createReadStream } from 'node:fs';
import { decideByFile, type AnswerOf } from '../desk/index.ts';
import { EngineError } from '../engine-error.ts';
import { looksLikeZip, openWorkbook, workbookProblem } from '../files/index.ts';
import { claimedInWords } from '../words.ts';
import { type ActOptions, passIfFree } from './act.ts';
import { withDesk } from './ask.ts';
import { usage } from './failure.ts';
import { count, say, sayJson } from './print.ts';

export async function decisionsCommand(
  path: string,
  options: ActOptions & { readonly dryRun?: boolean },
): Promise<number> {
  const csv = await textOf(path);
  const isDry = options.dryRun === true;
  const isLeft = await withDesk(options, async ({ ask }) => {
    const done = (await ask(decideByFile, {
      csv,
      dryRun: isDry,
      ...(options.reason === undefined ? {} : { reason: options.reason }),
    })) as AnswerOf<typeof decideByFile>;
    if (options.json === true) sayJson(done);
    else tellDecided(path, done);
    return done.left > 0 || done.findings.some(({ severity }) => severity === 'reject');
  });
  if (!isDry) await passIfFree(options);
  return isLeft ? 1 : 0;
}

function tellDecided(path: string, done: AnswerOf<typeof decideByFile>): void {
  const { items, findings, deciding, decided, proposed, left, open, claimedByOthers } = done;
  const waits = open === 0 ? '' : `, ${count(open, 'row')} left open`;
  for (const { line, code, message } of findings) say(`${path}:${line ?? 1} ${code}: ${message}`);
  for (const { line, mpan, decision, means, says } of items) {
    const words = means === 'would' || means === 'left' ? says : means;
    say(`${path}:${line}  ${mpan}  ${decision}: ${words}`);
  }
  if (claimedByOthers.length > 0) say(claimedInWords(claimedByOthers));
  const isDry = items.some(({ means }) => means === 'would');
  say(
    isDry
      ? `${count(deciding, 'row')} would decide${waits}; nothing was done`
      : `${count(decided, 'check')} decided, ${proposed} proposed, ${left} left out${waits}`,
  );
}

/** Ours: more than anybody looks through. */
const bytesMax = 20_000_000;

async function textOf(path: string): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  const add = (piece: Buffer): void => {
    size += piece.length;
    if (size > bytesMax) throw usage(`${path} is too large`, 'split it');
    pieces.push(piece);
  };
  try {
    for await (const piece of createReadStream(path)) add(piece as Buffer);
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw usage(`${path} cannot be read`, 'check its path and your rights');
  }
  const bytes = Buffer.concat(pieces);
  if (!looksLikeZip(bytes.toString('latin1', 0, 4))) return bytes.toString('utf8');
  pieces.length = 0;
  size = 0;
  try {
    const book = await openWorkbook(path);
    for await (const piece of book.csv()) add(piece);
    book.close();
  } catch (error) {
    const problem = error instanceof EngineError ? null : workbookProblem(error);
    if (problem === null) throw error;
    throw usage(`${path}: ${problem}`, 'pawl template decisions prints a file to begin with');
  }
  return Buffer.concat(pieces).toString('utf8');
}

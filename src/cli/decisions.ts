/** `pawl decisions FILE`: decides what a CSV or a workbook says, row by row, or shows what it would do. */
import { createReadStream } from 'node:fs';
import { decisions, decisionsPreview, type AnswerOf } from '../desk/index.ts';
import { EngineError } from '../engine-error.ts';
import { looksLikeZip, openWorkbook, workbookProblem } from '../files/index.ts';
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
    const seen = (await ask(decisionsPreview, { csv })) as AnswerOf<typeof decisionsPreview>;
    const isBad = seen.findings.some(({ severity }) => severity === 'reject');
    const left = isBad || seen.deciding < seen.items.length;
    if (isDry || seen.deciding === 0) {
      if (options.json === true) sayJson(seen);
      else tellPreview(path, seen);
      return left;
    }
    const done = (await ask(decisions, { csv: seen.csv })) as AnswerOf<typeof decisions>;
    if (options.json === true) {
      sayJson({ ...done, findings: seen.findings });
      return left || done.left > 0;
    }
    tellPreview(path, { ...seen, items: seen.items.filter(({ to }) => to === null) });
    for (const { mpan, decision, means, says } of done.items) {
      say(`${mpan}  ${decision}: ${says === '' ? means : `left out, ${says}`}`);
    }
    say(
      `${count(done.decided, 'check')} decided, ${done.proposed} proposed, ${done.left + seen.items.length - seen.deciding} left out`,
    );
    return left || done.left > 0;
  });
  if (!isDry) await passIfFree(options);
  return isLeft ? 1 : 0;
}

function tellPreview(path: string, { items, findings }: AnswerOf<typeof decisionsPreview>): void {
  for (const { line, code, message } of findings) say(`${path}:${line ?? 1} ${code}: ${message}`);
  for (const { line, mpan, decision, says } of items) {
    say(`${path}:${line}  ${mpan}  ${decision}: ${says}`);
  }
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

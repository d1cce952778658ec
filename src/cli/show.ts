/**
 * `pawl show`: a flow file, or one of DIP messages, in words, each item by its name, each code with its meaning. A long file is
 * shown a page at a time, and read piece by piece, so that its size does not matter.
 */
import { createReadStream } from 'node:fs';
import { codeOf } from '../bug.ts';
import { shippedReference } from '../market/index.ts';
import { loadCatalogue } from '../shipped-flows.ts';
import { EngineError } from '../engine-error.ts';
import { createDipDescriber, shippedDip } from '../dip/index.ts';
import { createDescriber, defaultLimits, type DescribedLine, type Finding } from '../flow/index.ts';
import { kindOfFile } from '../intake/index.ts';
import { findingLines } from './check.ts';
import { pageNumberOf } from './page-number.ts';
import { count, say, sayJson } from './print.ts';

/** Ours: as much as somebody looks through at once. */
const instancesPerPage = 100;

export async function show(
  file: string,
  options: { readonly page?: string; readonly json?: boolean },
): Promise<number> {
  const asked = pageNumberOf(options.page) ?? 1;
  const wanted = { number: asked, instances: instancesPerPage };
  const { outcome, flow, findings, instances, lines } = await shownOf(file, wanted);
  const pages = Math.max(1, Math.ceil(instances / instancesPerPage));
  const page = Math.min(asked, pages);
  if (options.json === true) {
    const described = lines.map(({ text: _text, ...line }) => line);
    const paged = { page, pages, totals: { instances } };
    sayJson({ file, outcome, flow, lines: described, findings, ...paged });
  } else {
    for (const { text } of lines) say(text);
    if (pages > 1 || asked > page) {
      const beyond = asked > page ? `There is no page ${asked}; this is the last. ` : '';
      const others = pages > 1 ? '; --page N shows others' : '';
      say();
      say(`${beyond}Page ${page} of ${pages}, of ${count(instances, 'instance')} in all${others}.`);
    }
    if (lines.length > 0 && findings.length > 0) say();
    for (const line of findingLines(file, findings)) say(line);
  }
  return findings.some(({ severity }) => severity === 'reject') ? 1 : 0;
}

interface Shown {
  readonly outcome: string;
  readonly flow: string | null;
  readonly findings: readonly Finding[];
  readonly instances: number;
  readonly lines: readonly DescribedLine[];
}

async function shownOf(
  file: string,
  wanted: { readonly number: number; readonly instances: number },
): Promise<Shown> {
  const flow = createDescriber(loadCatalogue(), wanted, shippedReference.meaningOf);
  const options = { limits: defaultLimits, zone: 'Europe/London' };
  const messages = createDipDescriber(shippedDip(), wanted, options);
  let kind: ReturnType<typeof kindOfFile> | null = null;
  await readInto(file, (piece) => {
    kind ??= kindOfFile(file, piece.toString('latin1', 0, 400));
    (kind === 'dip' ? messages : flow).push(piece);
  });
  if (kind !== 'dip') {
    const { lines, summary } = flow.end();
    return { ...summary, lines };
  }
  const { lines, summary } = messages.end();
  const isRejected = summary.fileBroken || summary.messagesAccepted === 0;
  return {
    outcome: isRejected ? 'rejected' : 'accepted',
    flow: null,
    findings: summary.findings,
    instances: summary.messages,
    lines,
  };
}

async function readInto(file: string, push: (piece: Buffer) => void): Promise<void> {
  try {
    for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
      push(piece as Buffer);
    }
  } catch (error) {
    throw new EngineError(
      'NOT_FOUND',
      `${file} cannot be read (${codeOf(error) ?? 'unknown'})`,
      'name a flow file; pawl check takes several files at once',
      error,
    );
  }
}

/** `pawl show`: a flow file in words, each item by its name, each code with its meaning. */
import { readFileSync } from 'node:fs';
import { codeOf } from '../bug.ts';
import { loadCatalogue } from '../engine.ts';
import { EngineError } from '../engine-error.ts';
import { describeFile, parseFlowFile } from '../flow/index.ts';
import { findingLines } from './check.ts';
import { say, sayJson } from './print.ts';

export async function show(file: string, options: { readonly json?: boolean }): Promise<number> {
  const catalogue = loadCatalogue();
  const bytes = bytesOf(file);
  const lines = describeFile(catalogue, bytes);
  const { outcome, flow, findings } = parseFlowFile(catalogue, bytes).summary;
  if (options.json === true) {
    const described = lines.map(({ text: _text, ...line }) => line);
    sayJson({ file, outcome, flow, lines: described, findings });
  } else {
    for (const { text } of lines) say(text);
    if (lines.length > 0 && findings.length > 0) say();
    for (const line of findingLines(file, findings)) say(line);
  }
  return findings.some(({ severity }) => severity === 'reject') ? 1 : 0;
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new EngineError(
      'NOT_FOUND',
      `${file} cannot be read (${codeOf(error) ?? 'unknown'})`,
      'name a flow file; pawl check tells of several files at once',
      error,
    );
  }
}

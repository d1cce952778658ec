/**
 * The files of the small-file figure: as many D0002 as checks, one MPAN each, answering requests of
 * one D0001. Whoever is measured is given these bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowFile } from '../generate.ts';
import { answerOf, openingOf } from './work.ts';

const supplier = ['X', 'SUPP'] as const;
const meterOperator = ['M', 'MOPX'] as const;

export const openedAt = '2026-08-03T09:00:00Z';
export const answeredAt = '2026-08-11T09:00:00Z';

const compact = (text: string): string => text.replaceAll(/\D/g, '');

/** The D0001 that requests the checks 0 … count - 1. */
export function requestFile(count: number): string {
  const records = Array.from({ length: count }, (_, n) => openingOf(n)).flatMap(
    ({ mpan, meterId, requestedOn }) => [
      `001|${mpan}||||`,
      `002|${meterId}|`,
      `003|01|BACKSTOP CHECK|${compact(requestedOn)}||`,
      '759|42||',
    ],
  );
  const [fileIdentifier, createdAt] = ['0000000001', compact(openedAt)];
  const file = { flow: 'D0001001', from: supplier, to: meterOperator, fileIdentifier, createdAt };
  return flowFile(file, records, count);
}

/** The D0002 that answers check `n`. */
export function answerFile(n: number): string {
  const { mpan, meterId, text, visitedOn } = answerOf(n);
  const records = [
    `004|${mpan}|BACKSTOP CHECK|${compact(openingOf(n).requestedOn)}|`,
    `005|${meterId}|${text}|`,
    `006|01|${compact(visitedOn)}||`,
  ];
  const [fileIdentifier, createdAt] = [String(n + 2).padStart(10, '0'), compact(answeredAt)];
  const file = { flow: 'D0002001', from: meterOperator, to: supplier, fileIdentifier, createdAt };
  return flowFile(file, records, 1);
}

/** Writes the answers to checks 0 … count - 1 into a folder, which is made if it is not there. */
export function writeAnswers(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  for (let n = 0; n < count; n += 1) {
    writeFileSync(join(folder, `d0002-${String(n).padStart(6, '0')}.usr`), answerFile(n));
  }
}

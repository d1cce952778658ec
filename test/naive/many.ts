/**
 * Tells random histories to Pawl and to the naive process, and shows where they differ:
 * `npm run naive -- --histories 1000000 --seed 1 [--record]`.
 */
import { parseArgs } from 'node:util';
import { isAskedToRecord, record } from '../../scripts/reliability.ts';
import { type Difference, differenceOf, inWords, seedsOf } from './compare.ts';
import type { RandomHistory } from './random-history.ts';
import { withLinks } from './with-links.ts';
import { withTakenBack } from './with-taken-back.ts';

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    show: { type: 'string', default: '5' },
    record: { type: 'boolean' },
  },
});
const histories = Number(values.histories);
const seed = Number(values.seed);
const show = Number(values.show);

/** As they are, with linked export MPANs and terminations, and with acts taken back, in turn. */
const kinds = [(history: RandomHistory) => history, withLinks, withTakenBack];
const nextSeed = seedsOf(seed);
const began = Date.now();
const found: Difference[] = [];
let told = 0;
for (let done = 0; done < histories; done += 1) {
  const difference = differenceOf(nextSeed(), kinds[done % kinds.length]);
  if (difference !== null) {
    found.push(difference);
    if (found.length <= show) process.stdout.write(`${inWords(difference)}\n\n`);
  }
  told += 1;
  if (told % 50_000 === 0) process.stdout.write(`${told} told, ${found.length} differ\n`);
}
const seconds = Math.round((Date.now() - began) / 1000);
process.stdout.write(`seed ${seed}: ${told} histories in ${seconds} s, ${found.length} differ\n`);
if (isAskedToRecord()) {
  record('naive', {
    title: 'A second, naive implementation',
    about:
      'test/naive is the process once more, written from docs/process.md alone, without the machine. Both are told the same random histories of one MPAN, a third with linked export MPANs and terminations and a third with acts that are taken back, Pawl in random order, in pieces and with repeats; checks, stages, dates, outcomes and work queue must be the same.',
    command: `npm run naive -- --histories ${histories} --seed ${seed} --record`,
    inCi: 'npm test',
    seed,
    figures: [
      { what: 'histories told to both', value: told, wanted: '1,000,000', met: told >= 1_000_000 },
      { what: 'of these, differing', value: found.length, wanted: '0', met: found.length === 0 },
      { what: 'time', value: seconds, unit: 's' },
    ],
  });
}
process.exitCode = found.length === 0 ? 0 : 1;

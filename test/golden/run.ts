/**
 * `npm run golden`: asks everything and tells what differs from what is frozen in frozen/.
 *   -- --update        freezes what is answered now; the difference is for a person to read
 *   -- --whole FOLDER  also writes each answer as a whole, so that two versions can be compared
 */
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    update: { type: 'boolean', default: false },
    whole: { type: 'string' },
  },
});

// First of all: whatever is loaded after it finds a clock that stands.
await import('./stand-still.ts');
const { record } = await import('./record.ts');
const { differenceOf, freeze, frozenNames, howToLook, putWhole } = await import('./frozen.ts');

const answers = await record((what) => {
  const seconds = Math.round(process.cpuUsage().user / 1_000_000);
  process.stderr.write(`golden: ${what} (${seconds} s)\n`);
});
if (values.whole !== undefined) putWhole(answers, values.whole);
if (values.update) freeze(answers);
else {
  const differences = answers.flatMap((answer) => differenceOf(answer) ?? []);
  for (const { name, says } of differences) console.log(`frozen/${name}.txt ${says}`);
  const asked = new Set(answers.map(({ name }) => name));
  const left = frozenNames().filter((name) => !asked.has(name));
  for (const name of left) console.log(`frozen/${name}.txt is not asked for any more`);
  if (differences.length + left.length > 0) console.log(howToLook);
  process.exitCode = differences.length + left.length > 0 ? 1 : 0;
}
// Gateways that were asked leave timers behind, of minutes; nothing waits for them.
process.exit();

/**
 * Mutation testing of a room, file by file, so that a run that is ended has what it did:
 * `npm run mutation -- calendar [FILE …] [--record]`. Each file's report is kept in
 * mutation/reports/ROOM/; `--record` makes docs/reliability/mutation-ROOM.json and docs/mutation.md
 * of those that are there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordMutations } from './record.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const stryker = `${root}mutation/node_modules/@stryker-mutator/core/bin/stryker.js`;
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const [room = '', ...only] = words;
const sources = `${root}src/${room}`;

if (room === '' || !existsSync(sources)) {
  process.stderr.write('name a room: npm run mutation -- calendar\n');
  process.exit(2);
}
const isOnlyRecord = process.argv.includes('--only-record');
const files = readdirSync(sources)
  .filter((name) => name.endsWith('.ts') && name !== 'index.ts' && !isOnlyRecord)
  .filter((name) => only.length === 0 || only.includes(name));
mkdirSync(`${root}mutation/reports/${room}`, { recursive: true });
/** Files together share one look at which test runs what, which is long in a large room. */
const together = Number(process.env['PAWL_TOGETHER'] ?? 1);
let isWhole = true;
for (let at = 0; at < files.length; at += together) {
  const some = files.slice(at, at + together);
  const names = some.map((file) => basename(file, '.ts')).join(',');
  const env = { ...process.env, PAWL_ROOM: room, PAWL_FILE: names };
  const args = [stryker, 'run', 'mutation/stryker.config.js'];
  const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
  isWhole &&= status === 0;
  process.stdout.write(`${names}: ${status === 0 ? 'done' : `ended with ${status}`}\n`);
}
// What ended early has tried less than it says: its files are run again, or recorded by --only-record.
if (!isWhole) process.exit(1);
if (process.argv.includes('--record') || isOnlyRecord) recordMutations(room);

/**
 * The command line as its users have it, but in this process, because a process for each of a
 * hundred commands would take minutes: its file is run again for each, its output is caught.
 */
import { standAt } from './stand-still.ts';

// Not the program that loads it, which would be run again without it.
const main = new URL('../../src/cli/main.ts', import.meta.url);
let runs = 0;

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function pawl(at: string, args: readonly string[]): Promise<Ended> {
  standAt(at);
  runs += 1;
  const { argv, stdout, stderr } = process;
  const said = { out: '', err: '' };
  const writes = { out: stdout.write.bind(stdout), err: stderr.write.bind(stderr) };
  process.argv = [argv[0] ?? '', main.pathname, ...args];
  process.exitCode = 0;
  stdout.write = (text: unknown) => catching('out', text);
  stderr.write = (text: unknown) => catching('err', text);
  try {
    await import(`${main.href}?${runs}`);
    return { code: codeNow(), ...said };
  } finally {
    process.argv = argv;
    process.exitCode = 0;
    stdout.write = writes.out;
    stderr.write = writes.err;
    for (const stream of [stdout, stderr]) stream.removeAllListeners('error');
  }

  function catching(which: keyof typeof said, text: unknown): true {
    said[which] += typeof text === 'string' ? text : Buffer.from(text as Uint8Array).toString();
    return true;
  }
}

// The command sets it, which the type of what was set above does not know.
const codeNow = (): number => Number(process.exitCode ?? 0);

/** For the making of a desk: a command that fails is a mistake of ours; 1 says what waits. */
export async function done(at: string, args: readonly string[]): Promise<string> {
  const { code, out, err } = await pawl(at, args);
  if (code > 1) throw new Error(`pawl ${args.join(' ')} ended with ${code}: ${out}${err}`);
  return out;
}

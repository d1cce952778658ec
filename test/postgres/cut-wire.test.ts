/**
 * The connection is cut when a commit has been made and its answer has not come back: the gateway
 * cannot know which, and whatever it does next, each file counts once and each flow goes out once.
 */
import { readdirSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { triedAgainExitCode } from '../../src/engine-error.ts';
import { demoWorkspace, freshFolder, pawl } from '../cli/pawl.ts';
import { addressOf, type Cluster, startCluster } from './cluster.ts';
import { isPostgresThere } from './there.ts';

interface Wire {
  /** The folder of its socket. */
  readonly host: string;
  /** Commits that went through. */
  readonly commits: () => number;
}

/** A wire to the server that is cut once, when the answer to its `nth` commit comes. */
async function wireTo(server: string, nth: number): Promise<Wire> {
  const host = freshFolder();
  let commits = 0;
  const wire = createServer((client) => {
    const there = createConnection(join(server, '.s.PGSQL.5432'));
    let isLast = false;
    client.on('data', (data) => {
      // A statement is sent anew only where it is sent at all, and its text stands in one packet.
      commits += data.toString('latin1').split('.commit_unit(').length - 1;
      isLast ||= commits === nth && data.includes('.commit_unit(');
      there.write(data);
    });
    there.on('data', (data) => {
      if (isLast) {
        client.destroy();
        there.destroy();
      } else client.write(data);
    });
    const end = (): void => {
      client.destroy();
      there.destroy();
    };
    for (const one of [client, there]) one.on('error', end).on('close', end);
  });
  await new Promise<void>((resolve) => wire.listen(join(host, '.s.PGSQL.5432'), resolve));
  onTestFinished(() => {
    wire.close();
  });
  return { host, commits: () => commits };
}

describe.skipIf(!isPostgresThere())('a wire that is cut after a commit', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster.stop());

  /** What a pass comes to when its wire is cut so, and a second one follows on a whole wire. */
  async function comesTo(nth: number) {
    const wire = await wireTo(cluster.direct, nth);
    const store = { address: addressOf({ ...cluster, host: wire.host }), schema: `cut_${nth}` };
    const folder = demoWorkspace({ undoSeconds: 0, send: 'automatic', store });
    const codes = [(await pawl('once', '--workspace', folder)).code];
    const commits = wire.commits();
    codes.push((await pawl('once', '--workspace', folder)).code);
    const listed = async (name: string) =>
      JSON.parse((await pawl(name, '--json', '--limit', '200', '--workspace', folder)).out).items;
    const files = (await listed('files')) as { name: string; outcome: string }[];
    const checks = (await listed('checks')) as { mpan: string; state: string }[];
    expect((await pawl('verify', '--workspace', folder)).code).toBe(0);
    const went = {
      files: files.map(({ name, outcome }) => `${name} ${outcome}`).sort(),
      checks: checks.map(({ mpan, state }) => `${mpan} ${state}`).sort(),
      // File Identifiers are numbers of a series, of which a commit that was lost may use up some.
      sent: readdirSync(join(folder, 'outbox'))
        .map((name) => name.slice(0, 10))
        .sort(),
      left: readdirSync(join(folder, 'inbox')),
    };
    return { codes, commits, went };
  }

  test('counts it once, and sends once, whichever commit it is', async () => {
    const whole = await comesTo(0);
    expect(whole.codes).toEqual([0, 0]);
    expect(whole.went.files.length).toBeGreaterThan(3);
    expect(whole.went.sent.length).toBeGreaterThan(0);
    expect(whole.commits).toBeGreaterThan(2);
    for (let nth = 1; nth <= whole.commits; nth += Math.ceil(whole.commits / 4)) {
      const cut = await comesTo(nth);
      expect(cut.went, `commit ${nth} of ${whole.commits}`).toEqual(whole.went);
      // The first is the schema's own making, before which there is nothing to go on with.
      expect(cut.codes).toEqual([nth === 1 ? triedAgainExitCode : 0, 0]);
    }
  }, 600_000);
});

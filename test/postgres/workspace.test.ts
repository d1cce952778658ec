/** A workspace whose store is a schema of a database, as its users have it: by commands, pages and API. */
import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoWorkspace, freshFolder, pawl, type Started, start } from '../cli/pawl.ts';
import { makeFlowFile, mpanOf } from '../support/flow-files.ts';
import { addressOf, type Cluster, startCluster } from './cluster.ts';
import { isPostgresThere } from './there.ts';

async function urlOf(gateway: Started): Promise<string> {
  await gateway.says('pages at ');
  const [, url = ''] = /pages at (http:\/\/\S+)/.exec(gateway.output()) ?? [];
  return url;
}

/** When it happened: the two do the same one after the other. */
const moments = /\d{4}-\d\d-\d\dT[\d:.]+Z|\w{3} \d{1,2} \w{3} \d{4} \d\d:\d\d/g;

describe.skipIf(!isPostgresThere())('a workspace on PostgreSQL', { timeout: 600_000 }, () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 60_000);
  afterAll(() => cluster.stop(), 60_000);

  const asked = async (user: string, ...statements: readonly string[]) => {
    const client = new Client({ ...cluster, user });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };

  /** A role that owns the schema of its name and may do nothing else, and the address it comes by. */
  const roleOf = async (name: string): Promise<string> => {
    await asked('pawl', `create role ${name} login`, `create schema ${name} authorization ${name}`);
    return addressOf({ ...cluster, user: name });
  };

  test('is made by init, with the rights of a role that owns its schema alone', async () => {
    const folder = join(freshFolder(), 'desk');
    const address = await roleOf('pawl_init');
    const of = ['--mpid', 'INIT', '--role', 'X', '--store'];
    expect(await pawl('init', folder, ...of, address)).toMatchObject({ code: 0, err: '' });
    const config = JSON.parse(readFileSync(join(folder, 'pawl.config.json'), 'utf8'));
    expect(config.store).toEqual({ address });
    expect((await pawl('once', '--workspace', folder)).code).toBe(0);
    expect(existsSync(join(folder, 'data', 'pawl.db'))).toBe(false);
    await roleOf('pawl_else');
    const peep = asked('pawl_else', 'select * from pawl_init.mpans');
    await expect(peep).rejects.toThrow(/permission denied/);
    // A role without a schema is told what it needs.
    const other = await pawl(
      'init',
      join(freshFolder(), 'd'),
      '--mpid',
      'NONE',
      ...of.slice(2),
      address,
    );
    expect(other.err).toContain('create schema pawl_none authorization');
    const withPassword = address.replace('@', ':secret@');
    const refused = await pawl('init', join(freshFolder(), 'd'), ...of, withPassword);
    expect(refused.err).toContain('without a password');
    expect(refused.err).not.toContain(':secret@');
  });

  test('comes to what a workspace on a file comes to, by every command', async () => {
    const store = { address: await roleOf('pawl_supp') };
    // What is approved goes out at once, however long a command takes on a busy machine.
    const onFile = demoWorkspace({ undoSeconds: 0 });
    const onServer = demoWorkspace({ undoSeconds: 0, store });
    const answers = async (folder: string): Promise<unknown[]> => {
      const told: unknown[] = [];
      const say = async (...args: string[]): Promise<void> => {
        const { code, out, err } = await pawl(...args, '--workspace', folder);
        told.push([args, code, err, out.replaceAll(moments, 'then')]);
      };
      for (const args of ['once', 'checks', 'exceptions', 'files', 'outbox'].map((name) => [
        name,
      ])) {
        await say(...args, '--json');
      }
      await say('approve', 'all', '--who', 'anne', '--reason', 'seen');
      await say('checks', 'count', '--json');
      await say('find', 'MOPX', '--json');
      const { out } = await pawl('checks', '--json', '--workspace', folder);
      const [{ mpan }] = JSON.parse(out).items as [{ mpan: string }];
      await say('claim', mpan, '--who', 'anne');
      await say('explain', mpan);
      await say('erase', mpan, '--who', 'anne', '--reason', 'asked', '--force');
      return told;
    };
    const [one, other] = [await answers(onFile), await answers(onServer)];
    expect(other).toEqual(one);
    expect(readdirSync(join(onServer, 'outbox')).length).toBeGreaterThan(0);
    expect((await pawl('verify', '--workspace', onServer)).code).toBe(0);
    expect((await pawl('config', 'check', '--workspace', onServer)).code).toBe(0);
  });

  test('is served by its gateway, and no other folder’s gateway works on it', async () => {
    const { out } = await pawl('token', 'anna', '--role', 'approver', '--json');
    const { token, entry } = JSON.parse(out);
    const store = { address: await roleOf('pawl_desk'), schema: 'pawl_desk' };
    const web = { listen: '127.0.0.1:0', tokens: [entry] };
    const same = { rescanMs: 60_000, web, store };
    const folder = demoWorkspace(same);
    const gateway = start(['run', '--workspace', folder]);
    const url = await urlOf(gateway);
    await gateway.says('"name":"notifications.csv"');
    const headers = { authorization: `Bearer ${token}` };
    const checks = await fetch(new URL('/api/v1/checks', url), { headers });
    expect(((await checks.json()) as { items: unknown[] }).items.length).toBeGreaterThan(0);
    const approved = await fetch(new URL('/api/v1/approvals', url), {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ all: true }),
    });
    expect(approved.status).toBe(200);
    expect((await pawl('health', '--workspace', folder)).code).toBe(0);
    const second = await pawl('once', '--workspace', demoWorkspace(same));
    expect([second.code, second.err]).toEqual([75, expect.stringContaining('GATEWAY_RUNNING')]);
    const other = await pawl('once', '--workspace', demoWorkspace({ store }));
    expect([other.code, other.err]).toEqual([75, expect.stringContaining('CONFIG_DIFFERS')]);
    // The server throws every connection out; the next pass makes new ones.
    await asked(
      'pawl',
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pawl_desk'`,
    );
    writeFileSync(join(folder, 'inbox', 'odd.usr'), 'ZHV|1|\nZPT|1|\n');
    await gateway.says('"name":"odd.usr"');
    gateway.process.kill('SIGTERM');
    expect((await gateway.ended).code).toBe(0);
  });

  test('takes what is too long for a row of an index, beside what is good', async () => {
    const folder = demoWorkspace({
      store: { address: await roleOf('pawl_odd'), schema: 'pawl_odd' },
    });
    const put = (name: string, text: string): void =>
      writeFileSync(join(folder, 'inbox', name), text);
    // Digits that no compression makes small.
    const long = Array.from({ length: 58 }, (_, n) => hash('sha256', `${n}`))
      .join('')
      .toUpperCase();
    const records = [
      `004|${mpanOf(7)}|MICROGENERATION BACKSTOP CHECK|20260803|`,
      '005|K1|SEE PHOTO|',
    ];
    put('identifier.usr', makeFlowFile({ id: long.slice(0, 250), records }));
    put('sender.usr', makeFlowFile({ from: ['M', long], records }));
    put('flow.usr', makeFlowFile({ flow: long, records }));
    put('words.usr', makeFlowFile({ id: 'WORDS', records: [records[0]!, `005|K1|${long}|`] }));
    put('mpan.usr', makeFlowFile({ id: 'MPAN', records: [`004|${long}|X|20260803|`] }));
    put('odd.csv', `mpan,notifiedOn\n${long},2026-08-03\n`);
    put(`${'x'.repeat(240)}.usr`, '\0\ud800');
    const { code } = await pawl('once', '--workspace', folder);
    expect(code).toBe(0);
    const left = readdirSync(join(folder, 'inbox')).filter((name) => name !== '.pawl-folder');
    expect(left).toEqual([]);
    expect((await pawl('verify', '--workspace', folder)).code).toBe(0);
  });

  test('says that its database cannot be reached', async () => {
    const address = addressOf({ ...cluster, host: join(freshFolder(), 'nowhere') });
    const folder = demoWorkspace({ store: { address } });
    const { code, err } = await pawl('once', '--workspace', folder);
    expect([code, err]).toEqual([75, expect.stringContaining('STORE_UNAVAILABLE')]);
  });
});

/** Ways to a database: encrypted, with certificates that are checked, and through a pooler. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { demoWorkspace, pawl } from '../cli/pawl.ts';
import { addressOf, type Cluster, startCluster } from './cluster.ts';
import { isPoolerThere, startPooler } from './pooler.ts';
import { isPostgresThere } from './there.ts';
import { userOfServer } from './user-of-server.ts';
import { freePort } from '../support/free-port.ts';

describe.skipIf(!isPostgresThere())('the way to a database', { timeout: 300_000 }, () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 60_000);
  afterAll(() => cluster.stop(), 60_000);

  async function asked(...statements: readonly string[]): Promise<void> {
    const client = new Client(cluster);
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  /** A folder of the server's user, gone with the test file. */
  function folderOfServer(name: string): string {
    const folder = mkdtempSync(join(tmpdir(), name));
    const user = userOfServer();
    if (user !== null) chownSync(folder, user.uid, user.gid);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  const comesTo = async (store: object): Promise<readonly [number | null, string]> => {
    const folder = demoWorkspace({ store });
    const { code, err } = await pawl('once', '--workspace', folder);
    if (code !== 0) return [code, err];
    const verified = await pawl('verify', '--workspace', folder);
    return [verified.code, verified.err];
  };

  test('is encrypted, and a certificate that is not good is refused', async () => {
    const folder = folderOfServer('pawl-tls-');
    const of = (name: string): string => join(folder, name);
    const openssl = (...args: string[]): void =>
      void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=desk ca',
      '-keyout',
      'ca.key',
      '-out',
      'ca.crt',
    );
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=localhost',
      '-keyout',
      'server.key',
      '-out',
      'server.csr',
    );
    writeFileSync(of('names'), 'subjectAltName=DNS:localhost\n');
    openssl(
      'x509',
      '-req',
      '-in',
      'server.csr',
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      'names',
      '-out',
      'server.crt',
    );
    chmodSync(of('server.key'), 0o600);
    const user = userOfServer();
    if (user !== null) {
      for (const name of ['server.key', 'server.crt']) chownSync(of(name), user.uid, user.gid);
    }
    const port = await freePort();
    const encrypted = await startCluster([
      "listen_addresses = 'localhost'",
      `port = ${port}`,
      'ssl = on',
      `ssl_cert_file = '${of('server.crt')}'`,
      `ssl_key_file = '${of('server.key')}'`,
    ]);
    onTestFinished(() => encrypted.stop());
    const address = `postgres://pawl@localhost:${port}/postgres`;
    const byName = { address, schema: 'by_name', tls: 'verify', ca: of('ca.crt') };
    expect(await comesTo(byName)).toEqual([0, '']);
    // By Node's own certificates this one is unknown; for another name it is not good.
    const [unknown, whyUnknown] = await comesTo({ address, schema: 'no_ca', tls: 'verify' });
    expect([unknown, whyUnknown]).toEqual([75, expect.stringContaining('STORE_UNAVAILABLE')]);
    const elsewhere = address.replace('localhost', '127.0.0.1');
    const [wrong, whyWrong] = await comesTo({ ...byName, address: elsewhere, schema: 'wrong' });
    expect([wrong, whyWrong]).toEqual([75, expect.stringContaining('STORE_UNAVAILABLE')]);
    expect(await comesTo({ address, schema: 'whoever', tls: 'encrypt' })).toEqual([0, '']);
  });

  test.skipIf(!isPoolerThere())('leads through PgBouncer in transaction mode', async () => {
    await asked('create role pooled login', 'create schema pooled authorization pooled');
    const pooler = await startPooler(cluster.direct, 3);
    onTestFinished(() => pooler.stop());
    const address = addressOf({ ...cluster, ...pooler, user: 'pooled' });
    expect(await comesTo({ address, schema: 'pooled' })).toEqual([0, '']);
    const onFile = demoWorkspace();
    expect((await pawl('once', '--workspace', onFile)).code).toBe(0);
    await asked('drop schema pooled cascade', 'create schema pooled authorization pooled');
    const to = ['move', '--to', address, '--schema', 'pooled', '--workspace', onFile];
    const moved = await pawl(...to);
    expect([moved.code, moved.err]).toEqual([0, '']);
    expect((await pawl('once', '--workspace', onFile)).code).toBe(0);
    const back = await pawl('move', '--to', 'file', '--workspace', onFile);
    expect([back.code, back.err]).toEqual([0, '']);
    expect((await pawl('verify', '--workspace', onFile)).code).toBe(0);
  });
});

/**
 * Pick-up from a real SFTP server and delivery to it: what servers and networks do, and a kill at each
 * named point both ways, over SFTP and over a folder on another volume.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/index.ts';
import { makeFolders } from '../../src/files/index.ts';
import { createLog } from '../../src/log.ts';
import { openPorter, type Porter, type PorterTrouble } from '../../src/porter/index.ts';
import { porterPoints } from '../crash/counted.ts';
import { mpanOf, notificationFile } from '../support/flow-files.ts';
import { makeDesk, once, shownIn, takenIn } from './desk.ts';
import { hasServer, openProxy, openServer, type SftpServer } from './server.ts';

const fileOf = (n: number): string =>
  notificationFile(`00000001${n}`.padStart(10, '0'), [mpanOf(n)]);

/** A folder on another volume than the temporary one, where there is one. */
const otherVolume = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

let server: SftpServer;
beforeAll(async () => {
  if (hasServer) server = await openServer();
});
beforeEach(async () => {
  if (!hasServer) return;
  rmSync(server.files, { recursive: true, force: true });
  mkdirSync(server.files);
  await server.start();
});
afterEach(async () => {
  if (hasServer) await server.stop();
});
afterAll(async () => {
  if (hasServer) await server.end();
});

const reached = (port = server.port) => ({
  address: `sftp://${server.user}@127.0.0.1:${port}${server.files}`,
  hostKeys: [server.hostKey],
  keyFile: server.keyFile,
});

const pickUpFrom = (more: Record<string, unknown> = {}, port = server.port) => {
  const { address, ...rest } = reached(port);
  return {
    name: 'dtn',
    from: address,
    quietMs: 0,
    everyMs: 200,
    timeoutMs: 5_000,
    ...rest,
    ...more,
  };
};
const outboxTo = (more: Record<string, unknown> = {}, port = server.port) => {
  const { address, ...rest } = reached(port);
  return { to: address, everyMs: 200, timeoutMs: 5_000, ...rest, ...more };
};

interface Desk {
  readonly workspace: string;
  readonly porter: Porter;
  readonly told: Map<string, readonly PorterTrouble[]>;
  readonly inbox: () => string[];
}

const folders: string[] = [];
const porters: Porter[] = [];
afterEach(async () => {
  for (const porter of porters.splice(0)) await porter.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(below = tmpdir()): string {
  const folder = mkdtempSync(join(below, 'pawl-sftp-'));
  folders.push(folder);
  return folder;
}

/** A porter without a gateway. */
function openDesk(settings: Record<string, unknown>): Desk {
  const workspace = newFolder();
  makeFolders(workspace);
  const config = readConfig({ mpid: 'SUPP', role: 'X', ...settings }, 'pawl.config.json');
  const told = new Map<string, readonly PorterTrouble[]>();
  const porter = openPorter({
    workspace,
    config: () => config,
    log: createLog('silent', 'none'),
    tell: (lane, troubles) => void told.set(lane, troubles),
    onBrought: () => undefined,
  });
  porters.push(porter);
  return { workspace, porter, told, inbox: () => readdirSync(join(workspace, 'inbox')).sort() };
}

const put = (name: string, content: string | Uint8Array): void =>
  writeFileSync(join(server.files, name), content);

describe.skipIf(!hasServer)('an SFTP server', () => {
  test('files are brought, byte for byte, and removed there', async () => {
    const { porter, workspace, inbox } = openDesk({ pickUps: [pickUpFrom()] });
    const large = Buffer.alloc(3_000_001, 'large ');
    put('large.csv', large);
    put('empty.csv', '');
    put('piece.csv', Buffer.alloc(32_768, 'x'));
    put('.hidden', 'x');
    expect(await porter.bring()).toEqual([]);
    expect(inbox()).toEqual(['empty.csv', 'large.csv', 'piece.csv']);
    expect(readFileSync(join(workspace, 'inbox', 'large.csv')).equals(large)).toBe(true);
    expect(readdirSync(server.files)).toEqual(['.hidden']);
  });

  test('or moved into a folder there', async () => {
    const { porter, inbox } = openDesk({ pickUps: [pickUpFrom({ moveTo: 'done' })] });
    put('one.usr', fileOf(1));
    await porter.bring();
    put('one.usr', fileOf(2));
    expect(await porter.bring()).toEqual([]);
    expect(inbox()).toEqual(['one.usr', 'one~2.usr']);
    expect(readdirSync(server.files)).toEqual(['done']);
    expect(readdirSync(join(server.files, 'done'))).toHaveLength(2);
  });

  test('links are not followed, and names of bytes get a form that can be told', async () => {
    const { porter, inbox } = openDesk({ pickUps: [pickUpFrom()] });
    writeFileSync(join(server.folder, 'secret'), 'secret');
    symlinkSync(join(server.folder, 'secret'), join(server.files, 'link.usr'));
    mkdirSync(join(server.files, 'folder'));
    const odd = Buffer.from([0x63, 0xe9, 0x0a, 0x2e, 0x75, 0x73, 0x72]);
    writeFileSync(Buffer.concat([Buffer.from(`${server.files}/`), odd]), fileOf(1));
    put(`${'n'.repeat(251)}.usr`, fileOf(2));
    put('back\\slash.usr', fileOf(3));
    const [left] = await porter.bring();
    expect(left).toMatchObject({ code: 'PICK_UP_LEFT', about: 'dtn' });
    expect(left?.detail).toMatch(/link\.usr: it is a symbolic link|back.*leads elsewhere/);
    expect(inbox()).toEqual(['c%E9%0A.usr', `${'n'.repeat(196)}.usr`]);
    expect(readdirSync(server.files).sort()).toEqual(['back\\slash.usr', 'folder', 'link.usr']);
  });

  test('files of outbox/ are taken there, and appear whole', async () => {
    const { porter, workspace } = openDesk({ outboxTo: outboxTo() });
    const large = Buffer.alloc(2_000_003, 'large ');
    writeFileSync(join(workspace, 'outbox', 'large.usr'), large);
    writeFileSync(join(workspace, 'outbox', 'one.usr'), fileOf(1));
    expect(await porter.takeOut()).toEqual([]);
    expect(shownIn(server.files).sort()).toEqual(['large.usr', 'one.usr']);
    expect(readFileSync(join(server.files, 'large.usr')).equals(large)).toBe(true);
    expect(readdirSync(join(workspace, 'outbox'))).toEqual([]);
  });

  test('whose host key is another one is not spoken to, and the alert has its fingerprint', async () => {
    const to = `${reached().address}/in`;
    const settings = { pickUps: [pickUpFrom()], outboxTo: outboxTo({ to }) };
    await server.stop();
    server.changeHostKey();
    await server.start();
    const { porter, inbox, workspace } = openDesk(settings);
    put('one.usr', fileOf(1));
    writeFileSync(join(workspace, 'outbox', 'two.usr'), fileOf(2));
    const [waits] = await porter.bring();
    expect(waits).toMatchObject({ code: 'PICK_UP_WAITS', about: 'dtn' });
    expect(waits?.detail).toMatch(/the server has none of hostKeys, but SHA256:[\w+/]{43}$/);
    expect(await porter.takeOut()).toMatchObject([{ code: 'OUTBOX_WAITS' }]);
    expect(inbox()).toEqual([]);
    expect(readdirSync(server.files)).toEqual(['one.usr']);
  });

  test('that does not know our key is told so; a key that is none is too', async () => {
    const open = async (keyFile: string): Promise<string> => {
      const { porter } = openDesk({ pickUps: [pickUpFrom({ keyFile })] });
      const [waits] = await porter.bring();
      return waits?.detail ?? '';
    };
    expect(await open(server.otherKey)).toContain('does not take the key of keyFile');
    expect(await open(join(server.folder, 'none'))).toContain('keyFile cannot be read (ENOENT)');
    const broken = join(newFolder(), 'broken');
    writeFileSync(broken, 'no key', { mode: 0o600 });
    expect(await open(broken)).toMatch(/keyFile holds no private key|does not take the key/);
  });

  test('that is away is tried again, and what waited is brought', async () => {
    const { porter, told, inbox } = openDesk({ pickUps: [pickUpFrom()] });
    await server.stop();
    put('one.usr', fileOf(1));
    porter.start();
    await expect
      .poll(() => told.get('in-dtn')?.[0]?.detail ?? '', { timeout: 20_000 })
      .toContain('nothing answers there');
    await server.start();
    await expect.poll(inbox, { timeout: 20_000 }).toEqual(['one.usr']);
    await expect.poll(() => told.get('in-dtn'), { timeout: 20_000 }).toEqual([]);
  });

  test('whose connection is cut in the middle of a file loses nothing', async () => {
    const proxy = await openProxy(server.port);
    try {
      const settings = {
        pickUps: [pickUpFrom({}, proxy.port)],
        outboxTo: outboxTo(
          { to: `sftp://${server.user}@127.0.0.1:${proxy.port}${server.folder}/out` },
          proxy.port,
        ),
      };
      mkdirSync(join(server.folder, 'out'), { recursive: true });
      const { porter, inbox, workspace } = openDesk(settings);
      const large = Buffer.alloc(2_000_000, 'large ');
      put('large.csv', large);
      writeFileSync(join(workspace, 'outbox', 'out.usr'), large);
      proxy.cutAfter = 700_000;
      expect(await porter.bring()).toMatchObject([{ code: 'PICK_UP_WAITS' }]);
      expect(await porter.takeOut()).toMatchObject([{ code: 'OUTBOX_WAITS' }]);
      expect(inbox()).toEqual([]);
      expect(
        readdirSync(join(workspace, 'data', 'porter')).filter((name) => name.endsWith('.copy')),
      ).toEqual([]);
      expect(shownIn(join(server.folder, 'out'))).toEqual([]);
      proxy.cutAfter = null;
      expect(await porter.bring()).toEqual([]);
      expect(await porter.takeOut()).toEqual([]);
      expect(readFileSync(join(workspace, 'inbox', 'large.csv')).equals(large)).toBe(true);
      expect(readFileSync(join(server.folder, 'out', 'out.usr')).equals(large)).toBe(true);
    } finally {
      await proxy.end();
    }
  });

  test('that answers no more keeps only itself waiting', async () => {
    const proxy = await openProxy(server.port);
    try {
      const other = newFolder();
      const { porter, inbox } = openDesk({
        pickUps: [
          pickUpFrom({ timeoutMs: 1_000 }, proxy.port),
          { name: 'here', from: other, quietMs: 0 },
        ],
      });
      writeFileSync(join(other, 'here.usr'), fileOf(1));
      proxy.isStill = true;
      expect(await porter.bring()).toMatchObject([{ about: 'dtn', code: 'PICK_UP_WAITS' }]);
      expect(inbox()).toEqual(['here.usr']);
    } finally {
      await proxy.end();
    }
  });

  test('with thousands of files is worked through', async () => {
    const { porter, inbox } = openDesk({ pickUps: [pickUpFrom()] });
    const many = 600;
    for (let n = 0; n < many; n += 1) put(`f${n}.txt`, `file ${n}`);
    expect(await porter.bring()).toEqual([]);
    expect(inbox()).toHaveLength(many);
    expect(readdirSync(server.files)).toEqual([]);
  });
});

/** Where kills are tried: a server, and a folder on another volume. */
const kinds = [
  ...(hasServer ? (['an SFTP server'] as const) : []),
  'a folder on another volume',
] as const;

describe.each(kinds)('killed at any point, with %s', (kind) => {
  const names = ['one.usr', 'three.usr', 'two.usr'];
  const open = () => {
    const isServer = kind === 'an SFTP server';
    const source = isServer ? server.files : newFolder(otherVolume);
    const target = isServer ? join(server.folder, 'out') : newFolder(otherVolume);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    const workspace = newFolder();
    const pickUp = isServer ? pickUpFrom() : { name: 'share', from: source, quietMs: 0 };
    const to = isServer
      ? outboxTo({ to: `sftp://${server.user}@127.0.0.1:${server.port}${target}` })
      : { to: target };
    makeDesk(workspace, { pickUps: [pickUp], outboxTo: to });
    for (const [index, name] of names.entries())
      writeFileSync(join(source, name), fileOf(index + 1));
    writeFileSync(join(workspace, 'outbox', 'out.usr'), fileOf(9));
    return { workspace, source, target };
  };

  test.each(porterPoints)('%s', async (point) => {
    const { workspace, source, target } = open();
    expect((await once(workspace, point)).signal).toBe('SIGKILL');
    // A reader takes what is there at once, and must not see it again.
    const seen = shownIn(target);
    for (const name of seen) renameSync(join(target, name), join(target, `.seen-${name}`));
    const again = await once(workspace);
    expect(again, `${again.out}${again.err}`).toMatchObject({ code: 0, signal: null });
    seen.push(...shownIn(target));
    expect(seen).toEqual(['out.usr']);
    expect(await takenIn(workspace)).toEqual(names.map((name) => `${name}: applied`));
    expect(readdirSync(source)).toEqual([]);
    expect(readdirSync(join(workspace, 'outbox'))).toEqual([]);
    const kept = readdirSync(join(workspace, 'data', 'porter'));
    expect(kept.filter((name) => /copy|^in-.*json|^out\.json/.test(name))).toEqual([]);
    expect(readdirSync(target).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

test('the same file brought twice counts once: the store knows its digest', async () => {
  const source = newFolder(otherVolume);
  const workspace = newFolder();
  makeDesk(workspace, { pickUps: [{ name: 'share', from: source, quietMs: 0 }] });
  for (const name of ['one.usr', 'again.usr']) {
    writeFileSync(join(source, name), fileOf(1));
    await once(workspace);
  }
  expect(await takenIn(workspace)).toEqual(['again.usr: duplicate', 'one.usr: applied']);
});

/** Which other desks somebody is told of: those where they have an account, and no more. */
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/index.ts';
import {
  type AskedDesks,
  findDesks,
  type FrontDesk,
  hostsOf,
  isDeskName,
} from '../../src/web/desks.ts';

const sha256 = '0'.repeat(64);
const issuer = 'https://id.example.com/realms/all';

function desk(name: string, web: object): FrontDesk {
  const config = readConfig({ mpid: 'SUPP', role: 'X', web }, 'here');
  return { name, folder: `/desks/${name}`, mpid: config.mpid, web: config.web };
}

const withTokens = (name: string, ...logins: readonly string[]): FrontDesk =>
  desk(name, { tokens: logins.map((login) => ({ name: login, role: 'viewer', sha256 })) });

const atProvider = (name: string, groups: readonly string[], more: object = {}): FrontDesk =>
  desk(name, {
    publicAddress: `https://${name}.example.com`,
    signIn: { issuer, clientId: name, roles: { viewer: groups }, ...more },
  });

const nobody: AskedDesks = { of: 'a', login: 'nobody', isAtThisMachine: false, signedIn: null };
const names = (all: readonly FrontDesk[], asked: Partial<AskedDesks>): readonly string[] =>
  findDesks(all, { ...nobody, ...asked }, () => 8420).desks.map(({ address }) => address);

test('by the login of a token', () => {
  const all = [withTokens('a', 'anna', 'bob'), withTokens('b', 'anna'), withTokens('c', 'carl')];
  expect(names(all, { login: 'anna' })).toEqual(['http://b.localhost:8420/']);
  expect(names(all, { login: 'bob' })).toEqual([]);
  expect(names(all, { of: 'b', login: 'anna' })).toEqual(['http://a.localhost:8420/']);
  expect(findDesks(all, { ...nobody, login: 'anna' }, () => null).desks).toEqual([]);
});

test('by issuer, sub and groups, whatever the client is called there', () => {
  const all = [
    atProvider('a', ['supp-desk']),
    atProvider('b', ['supq-desk']),
    atProvider('c', ['supr-desk']),
    atProvider('d', ['supq-desk'], { issuer: 'https://elsewhere.example.com' }),
  ];
  const signedIn = { issuer, sub: '2f5c', groups: ['supp-desk', 'supq-desk', 'football'] };
  expect(names(all, { signedIn })).toEqual(['https://b.example.com/']);
  // What a session keeps of the groups is what counts somewhere at that provider.
  const { groups } = findDesks(all, { ...nobody, signedIn }, () => 1);
  expect(groups).toEqual(['supp-desk', 'supq-desk']);
  expect(names(all, { signedIn: { ...signedIn, groups: null } })).toEqual([]);
  expect(names(all, { signedIn: { ...signedIn, sub: 'of two words' } })).toEqual([]);
  // A token with the login of somebody from the provider is theirs: people says so.
  const both = [...all, withTokens('e', 'anna')];
  expect(names(both, { login: 'anna', signedIn: { ...signedIn, groups: [] } })).toEqual([
    'http://e.localhost:8420/',
  ]);
});

test('who is let in at this machine is told of what is open at this machine', () => {
  const all = [
    withTokens('a', 'anna'),
    withTokens('b', 'anna'),
    desk('c', { openOnLoopback: true }),
  ];
  expect(names(all, { login: 'anna', isAtThisMachine: true })).toEqual([
    'http://c.localhost:8420/',
  ]);
});

test('a desk is known by its public host, and on this machine by its name', () => {
  const own = withTokens('a', 'anna');
  expect(hostsOf(own)).toEqual(['a.localhost']);
  expect(hostsOf(atProvider('b', ['x']))).toEqual(['b.example.com', 'b.localhost']);
  const open = { listen: '0.0.0.0:8420', tokens: [{ name: 'anna', role: 'viewer', sha256 }] };
  expect(hostsOf(desk('c', open))).toEqual([]);
  for (const name of ['a', 'supp-2', '0', 'x'.repeat(32)]) expect(isDeskName(name)).toBe(true);
  for (const name of ['', 'A', '-a', 'a-', 'a.b', '_front', 'a b', 'x'.repeat(33), 'é']) {
    expect([name, isDeskName(name)]).toEqual([name, false]);
  }
});

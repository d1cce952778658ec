import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configShape, inspectConfig, readConfig } from '../src/config/config.ts';
import { configSchema } from '../src/config/config-schema.ts';
import { withoutSecrets } from '../src/config/secret.ts';
import { EngineError } from '../src/engine-error.ts';

const least = { mpid: 'SUPP', role: 'X' } as const;
const page = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');

function errorOf(value: unknown): EngineError {
  try {
    readConfig(value, 'pawl.config.json');
  } catch (error) {
    if (error instanceof EngineError) return error;
  }
  throw new Error('was taken');
}

/** Every key with its default: those of the limits by their whole name. */
function defaults(): Map<string, unknown> {
  const config: Readonly<Record<string, unknown>> = configShape.parse(least);
  const keys = Object.keys(configShape.shape).flatMap((key) =>
    ['limits', 'metrics', 'web', 'retention', 'keeping', 'capacityMarket'].includes(key)
      ? Object.entries(config[key] as object).map(([name, value]) => [`${key}.${name}`, value])
      : [[key, config[key]]],
  );
  return new Map(keys as [string, unknown][]);
}

describe('docs/configuration.md', () => {
  const rows = [...page.matchAll(/^\| `([^`]+)` \| (.*?) \| (.+) \|$/gm)].map(
    ([, key = '', value = '', meaning = '']) => ({ key, value, meaning }),
  );

  test('has a row for every key and for nothing else', () => {
    expect(rows.map(({ key }) => key)).toEqual([...defaults().keys()]);
  });

  test('tells the default of every key', () => {
    const own = defaults();
    for (const { key, value } of rows) {
      if (value === 'needed') expect(Object.keys(least)).toContain(key);
      else if (value === 'see below' || value === 'none') continue;
      else expect(JSON.parse(value.replaceAll('`', '')), key).toEqual(own.get(key));
    }
    const types = /The built-in `staticMeterTypes` are ([^]+)\.\n/.exec(page)?.[1] ?? '';
    const listed = [...types.matchAll(/`([^`]+)`/g)].map(([, type]) => type);
    expect(listed).toEqual(own.get('staticMeterTypes'));
  });

  test('says something of each in a sentence', () => {
    for (const { meaning } of rows) expect(meaning).toMatch(/\.$/);
  });
});

test('only mpid and role are needed', () => {
  expect(readConfig(least, 'pawl.config.json')).toMatchObject({ ...least, send: 'approve' });
  expect(errorOf({}).message).toBe(
    'pawl.config.json: mpid is missing: expected string; ' +
      'role is missing: expected one of Supplier, Meter Operator, X, M',
  );
});

test.each([
  [{ mpid: 'supp' }, 'mpid is "supp": expected four capital letters or digits'],
  [{ role: 'Q' }, 'role is "Q": expected one of Supplier, Meter Operator, X, M'],
  [{ cutoff: '5pm' }, 'cutoff is "5pm": expected a local time such as 17:00'],
  [
    { headerTimeZone: 'London' },
    'headerTimeZone is "London": expected the name of a time zone, such as Europe/London',
  ],
  [{ rescanMs: '7' }, 'rescanMs is "7": expected number'],
  [
    { otherTestFlags: ['TR01'] },
    'otherTestFlags: a gateway whose testFlag is "OPER" takes no test files: ' +
      'give test files a workspace of their own, with one of their flags as testFlag',
  ],
  [
    { testFlag: 'TR01', otherTestFlags: ['OPER'] },
    'otherTestFlags: "OPER" is the flag of live files, and a gateway with a test flag takes none',
  ],
  [{ limits: { findingsMax: 0 } }, 'limits.findingsMax is 0: expected number to be >=1'],
  [{ limits: { lines: 1 } }, 'limits.lines is not a key of this file'],
  [{ calender: 'scotland' }, 'calender is not a key of this file: did you mean calendar?'],
  [
    { limits: { findingMax: 1 } },
    'limits.findingMax is not a key of this file: did you mean findingsMax?',
  ],
  [{ profiles: { 'My profile': {} } }, 'profiles.My profile is {}: expected keys of another form'],
])('%j is told by key, value and what is expected', (change, message) => {
  const error = errorOf({ ...least, ...change });
  expect(error.code).toBe('CONFIG_INVALID');
  expect(error.message).toBe(`pawl.config.json: ${message}`);
  expect(error.hint).toMatch(/docs\/configuration\.md/);
});

test('twice as many mistakes take no more than twice as long', () => {
  const wrong = (count: number): Record<string, unknown> => ({
    ...least,
    counterparties: Object.fromEntries(
      Array.from({ length: count }, (_, n) => [`wrong ${n}`, { name: 7, colour: 'red' }]),
    ),
    ['x'.repeat(100 * count)]: 1,
  });
  const took = (count: number): number => {
    const started = performance.now();
    expect(inspectConfig(wrong(count)).problems.length).toBeGreaterThan(count);
    return performance.now() - started;
  };
  took(100);
  const [some, twice] = [took(2_000), took(4_000)];
  expect(twice).toBeLessThan(3 * some + 50);
  expect(twice).toBeLessThan(5_000);
});

test('all mistakes are told at once', () => {
  const { message } = errorOf({ mpid: 'x', role: 'y', rescanMs: 1 });
  expect(message.split('; ')).toHaveLength(3);
});

test('a file that is no object, and a profile that does not exist, are told as such', () => {
  expect(errorOf(null).message).toBe('pawl.config.json: the file is null: expected object');
  const error = errorOf({ ...least, profile: 'option-9' });
  expect(error.message).toMatch(/profile: "option-9" is not a profile/);
  expect(error.message).toMatch(/option-1, option-2, option-3/);
});

test('what the shape cannot say is told beside what it can', () => {
  const own = { extends: 'option-1', title: 'Own', stages: { nowhere: { workingDays: 5 } } };
  const { message } = errorOf({
    ...least,
    rescanMs: 1,
    profile: 'other',
    profiles: { own, 'option-2': own },
    alertRoutes: [{ channels: ['pager'] }],
  });
  expect(message).toMatch(/rescanMs is 1/);
  expect(message).toMatch(/profiles\.own: stage "nowhere" is not in option-1/);
  expect(message).toMatch(/profiles\.option-2 is the name of a published profile/);
  expect(message).toMatch(/profile: "other" is not a profile/);
  expect(message).toMatch(/alertRoutes\.0\.channels: "pager" is not a channel/);
});

describe('a secret', () => {
  const mail = (password: unknown) => ({
    ...least,
    smtp: { host: 'mail.example', from: 'pawl@mail.example', user: 'pawl', password },
  });

  test('is taken from the variable that is named', () => {
    const config = readConfig(mail({ env: 'MAIL_SECRET' }), 'file', { MAIL_SECRET: 'hunter2' });
    expect(config.smtp?.password).toBe('hunter2');
  });

  test('whose variable is not set is told by key and variable, with all else', () => {
    const message = errorOf({ ...mail({ env: 'NOT_SET_HERE' }), rescanMs: 1 }).message;
    expect(message).toMatch(/rescanMs is 1/);
    expect(message).toMatch(
      /smtp\.password: the environment variable NOT_SET_HERE is not set: set/,
    );
  });

  test('is never shown in a message', () => {
    const { message } = errorOf({ ...mail(['hunter2']), channels: { a: { secret: 'hunter2' } } });
    expect(message).not.toContain('hunter2');
  });

  test('may be named in the schema, and other texts may not', () => {
    const schema = JSON.stringify(configSchema());
    for (const key of ['password', 'secret', 'url']) {
      expect(schema).toMatch(new RegExp(`"${key}":{"anyOf":.{1,300}"env":`));
    }
    expect(schema).not.toMatch(/"host":{"anyOf"/);
    expect(() => readConfig({ ...least, calendar: { env: 'X' } }, 'file', { X: 'y' })).toThrow();
  });
});

test('pawl.config.schema.json is current: node scripts/config-schema.ts writes it', () => {
  const schema = readFileSync(new URL('../pawl.config.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(schema)).toEqual(JSON.parse(JSON.stringify(configSchema())));
});

test('a token put where its digest belongs, or anywhere else, is never shown', () => {
  const token = 'pawl_dGhpcyBpcyBhIHNlY3JldCB0b2tlbiEh';
  const entry = { name: 'anna', role: 'viewer', sha256: 'a'.repeat(64) };
  for (const web of [
    { tokens: [{ ...entry, sha256: token }] },
    { tokens: [{ ...entry, sha256: ` ${token.slice(5)}` }] },
    { tokens: [{ ...entry, role: token }] },
    { tokens: [{ ...entry, [token]: 1 }] },
    { listen: token },
  ]) {
    const { message } = errorOf({ ...least, web });
    expect(message).not.toContain(token.slice(5));
    expect(message).toContain('(secret)');
  }
});

describe('web.signIn', () => {
  const signIn = {
    issuer: 'https://id.example.com/realms/supplier',
    clientId: 'pawl',
    roles: { operator: ['desk'] },
  };
  const publicAddress = 'https://pawl.example.com';

  test('is enough with issuer, client, a role and the address of the pages', () => {
    const { web } = readConfig({ ...least, web: { publicAddress, signIn } }, 'x');
    expect(web.signIn).toMatchObject({ clientSecret: null, groupsClaim: 'groups', people: {} });
    // Others may reach it: people are asked who they are.
    const others = { listen: '0.0.0.0:8420', publicAddress, signIn };
    expect(readConfig({ ...least, web: others }, 'x').web.tokens).toEqual([]);
  });

  test.each([
    [{ signIn }, 'web.publicAddress'],
    [{ signIn, publicAddress: 'http://pawl.example.com' }, 'web.publicAddress'],
    [{ publicAddress, signIn: { ...signIn, issuer: 'http://id.example.com' } }, 'https'],
    [{ publicAddress, signIn: { ...signIn, issuer: 'https://me:x@id.example.com' } }, 'issuer'],
    [{ publicAddress, signIn: { ...signIn, roles: {} } }, 'a group for some role'],
    [{ publicAddress, signIn: { ...signIn, roles: { admin: ['x'] } } }, 'web.signIn.roles.admin'],
    [{ publicAddress, signIn: { ...signIn, people: { x: '\u0430nna' } } }, 'people.x'],
    [{ publicAddress, signIn: { ...signIn, scopes: ['a b'] } }, 'scopes.0'],
    [{ publicAddress, signIn: { ...signIn, issuers: 'x' } }, 'did you mean issuer?'],
    [{ publicAddress, signIn, openOnLoopback: true }, 'web.openOnLoopback'],
  ])('says what is wrong with %j', (web, says) => {
    expect(errorOf({ ...least, web }).message).toContain(says);
  });

  test('shows its secret nowhere, and takes it from the environment', () => {
    const secret = 'whatever-it-is';
    const wrong = { publicAddress, signIn: { ...signIn, clientSecret: secret, roles: {} } };
    expect(errorOf({ ...least, web: wrong }).message).not.toContain(secret);
    const web = { publicAddress, signIn: { ...signIn, clientSecret: { env: 'PAWL_X' } } };
    const { config, missing } = inspectConfig({ ...least, web }, { PAWL_X: secret });
    expect([config?.web.signIn?.clientSecret, missing]).toEqual([secret, []]);
    expect(inspectConfig({ ...least, web }, {}).missing).toEqual([
      { key: 'web.signIn.clientSecret', variable: 'PAWL_X' },
    ]);
    expect(JSON.stringify(withoutSecrets({ web: wrong }))).not.toContain(secret);
  });
});

test('tokens of 0.1.0 read on, and a person beside a name must be a login', () => {
  const entry = { name: 'José', role: 'viewer', sha256: 'a'.repeat(64) };
  expect(readConfig({ ...least, web: { tokens: [entry] } }, 'x').web.tokens).toEqual([entry]);
  const wrong = { ...least, web: { tokens: [{ ...entry, person: '\u0430nna' }] } };
  expect(errorOf(wrong).message).toContain('web.tokens.0.person');
});

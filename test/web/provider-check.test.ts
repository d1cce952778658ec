/** `pawl config check --provider`: what is missing for sign-in at a provider, and what to do. */
import { expect, test } from 'vitest';
import { configShape } from '../../src/config/config.ts';
import type { SignInConfig } from '../../src/config/index.ts';
import { checkProvider } from '../../src/web/index.ts';
import {
  clientId,
  clientSecret,
  publicAddress,
  realProvider,
  toldProvider,
  type ToldProvider,
} from './providers.ts';

const settingsFor = (issuer: string): SignInConfig => {
  const roles = { operator: ['desk'] };
  const signIn = { issuer, clientId, clientSecret, roles };
  const web = { publicAddress, signIn };
  return configShape.parse({ mpid: 'SUPP', role: 'X', web }).web.signIn!;
};

test('a real provider is found sound, and what has to be entered there is told', async () => {
  const { issuer } = await realProvider();
  const checked = await checkProvider(settingsFor(issuer), publicAddress);
  expect(checked).toMatchObject({ problems: [], warnings: [] });
  expect(checked.found.join('\n')).toContain(
    `${issuer} answers as an OpenID provider, with keys: 1`,
  );
  expect(checked.found.join('\n')).toContain('https://pawl.example.com/sign-in/return');
});

const without =
  (...keys: readonly string[]) =>
  (one: ToldProvider): void => {
    const { discovery } = one;
    one.discovery = (at) =>
      Object.fromEntries(
        Object.entries(discovery(at) as object).filter(([key]) => !keys.includes(key)),
      );
  };
const saying =
  (more: object) =>
  (one: ToldProvider): void => {
    const { discovery } = one;
    one.discovery = (at) => ({ ...(discovery(at) as object), ...more });
  };

const told: readonly (readonly [string, (one: ToldProvider) => void, string])[] = [
  ['no place to sign in', without('authorization_endpoint'), 'no authorization_endpoint'],
  ['no place for codes', without('token_endpoint'), 'no token_endpoint'],
  ['no keys', without('jwks_uri'), 'does not answer as an OpenID provider'],
  ['another issuer', saying({ issuer: 'https://id.example.net' }), 'calls itself something else'],
  ['no code', saying({ response_types_supported: ['id_token'] }), 'response type "code"'],
  [
    'a page',
    (one) => {
      one.instead = () => ({ status: 200, type: 'text/html', body: '<html>' });
    },
    '/.well-known/openid-configuration must be its discovery document',
  ],
  [
    'nothing that is there',
    (one) => {
      one.instead = () => ({ status: 404, type: 'text/plain', body: '' });
    },
    'must be its discovery document',
  ],
  [
    'an empty set of keys',
    (one) => {
      one.instead = (path) =>
        path === '/jwks'
          ? { status: 200, type: 'application/json', body: '{"keys":[]}' }
          : undefined;
    },
    'shows no key',
  ],
];

test.each(told)('a provider with %s is a problem', async (_, make, says) => {
  const provider = await toldProvider();
  make(provider);
  const { problems } = await checkProvider(settingsFor(provider.issuer), publicAddress);
  expect(problems.join('\n')).toContain(says);
  expect(problems.join('\n')).not.toContain(clientSecret);
});

test('what may be refused, or is not there, is a warning', async () => {
  const provider = await toldProvider();
  without('end_session_endpoint')(provider);
  saying({ scopes_supported: ['openid'], code_challenge_methods_supported: ['plain'] })(provider);
  const checked = await checkProvider(settingsFor(provider.issuer), publicAddress);
  expect(checked.problems).toEqual([]);
  expect(checked.warnings.map((line) => line.split(':')[0])).toEqual([
    'web.signIn.scopes',
    'web.signIn.issuer',
    'web.signIn.issuer',
  ]);
});

test('a provider that is not there is told as such', async () => {
  const { problems } = await checkProvider(settingsFor('http://127.0.0.1:9'), publicAddress);
  expect(problems.join()).toContain('http://127.0.0.1:9 does not answer');
});

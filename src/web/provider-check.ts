/**
 * Whether sign-in at the provider of `web.signIn` can work, for whoever sets it up: what it says of
 * itself is asked for once, and each thing that is missing is told with what to do.
 */
import type { SignInConfig } from '../config/index.ts';
import { askAbout, type Failed } from './provider.ts';
import { returnPath } from './sign-ins.ts';

interface ProviderChecked {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** What was found, and what has to be entered there. */
  readonly found: readonly string[];
}

/** Ours: as long as somebody who signs in would wait. */
const waitMs = 10_000;

export async function checkProvider(
  settings: SignInConfig,
  publicAddress: string,
): Promise<ProviderChecked> {
  const enter = [
    `to be entered at the provider: redirect address ${publicAddress}${returnPath}, and ${publicAddress}/sign-in as the address after signing out`,
  ];
  const asked = await askAbout(settings, waitMs);
  if ('kind' in asked)
    return { problems: [problemIn(settings, asked)], warnings: [], found: enter };
  const { about, keys } = asked;
  const lacks = (listed: readonly unknown[] | undefined, wanted: string): boolean =>
    listed !== undefined && !listed.includes(wanted);
  const has = (place: unknown): boolean => typeof place === 'string' && place !== '';
  const missing = ['authorization_endpoint', 'token_endpoint'].filter((key) => !has(about[key]));
  const problems = [
    ...missing.map((key) => `web.signIn.issuer: the discovery document has no ${key}`),
    ...(keys === 0
      ? ['web.signIn.issuer: the provider shows no key, so nothing that it signs can be believed']
      : []),
    ...(lacks(about.response_types_supported, 'code')
      ? ['web.signIn.issuer: the provider does not offer the response type "code"']
      : []),
  ];
  const scopes = settings.scopes.filter((scope) => lacks(about.scopes_supported, scope));
  const warnings = [
    ...scopes.map(
      (scope) =>
        `web.signIn.scopes: the provider does not list the scope ${scope}; it may refuse it`,
    ),
    ...(lacks(about.code_challenge_methods_supported, 'S256')
      ? ['web.signIn.issuer: the provider does not list PKCE with S256; it may refuse it']
      : []),
    ...(has(about.end_session_endpoint)
      ? []
      : ['web.signIn.issuer: the provider has no end_session_endpoint: signing out ends at Pawl']),
  ];
  const found = [`${about.issuer} answers as an OpenID provider, with keys: ${keys}`, ...enter];
  return { problems, warnings, found };
}

function problemIn({ issuer }: SignInConfig, { why, detail }: Failed): string {
  const at = `web.signIn.issuer: ${issuer}`;
  if (why === 'down') {
    return `${at} does not answer (${detail}): look whether this machine reaches it, and for an authority of your own whether NODE_EXTRA_CA_CERTS names its certificate`;
  }
  if (why === 'otherIssuer') {
    return `${at} calls itself something else: take "issuer" of its discovery document, and with Entra ID the address of your own tenant`;
  }
  return `${at} does not answer as an OpenID provider (${detail}): ${issuer.replace(/\/$/, '')}/.well-known/openid-configuration must be its discovery document`;
}

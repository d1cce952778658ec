/**
 * The part of the configuration that says at which OpenID provider people sign in, and which of its
 * groups have which role. Without it nobody is led anywhere, and tokens are the only way in.
 */
import { z } from 'zod';
import { isLogin, loopbackNames, roles } from './login.ts';

/** By TLS, or without leaving the machine: what goes there names people and lets them in. */
export function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && loopbackNames.includes(hostname));
}

const claim = z.string().min(1).max(200);
const groups = z.array(z.string().min(1).max(300)).max(100).default([]);

export const signInShape = z
  .strictObject({
    issuer: z
      .string()
      .max(1_000)
      .regex(/^https?:\/\/[^?#@\s]+$/, 'the address of the issuer, such as https://id.example.com')
      .refine(isSafeAddress, 'an address with https, or one of this machine')
      .describe('the OpenID provider, by the address that its discovery document calls issuer'),
    clientId: z.string().min(1).max(500).describe('what the provider calls this gateway'),
    clientSecret: z
      .string()
      .min(1)
      .max(1_000)
      .nullable()
      .default(null)
      .describe('what the provider knows this gateway by; null for a client without a secret'),
    name: z
      .string()
      .min(1)
      .max(40)
      .default('your organisation')
      .describe('what people call the provider: Sign in with …'),
    roles: z
      .strictObject({ viewer: groups, operator: groups, approver: groups })
      .refine((asked) => roles.some((role) => asked[role].length > 0), 'a group for some role')
      .describe(
        'which groups of the provider have which role; whoever is in several has the highest',
      ),
    groupsClaim: claim
      .default('groups')
      .describe('the claim of the ID token that lists the groups'),
    nameClaim: claim
      .default('preferred_username')
      .describe('the claim of the ID token that begins the login people see'),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, 'a scope, without spaces'))
      .max(20)
      .default(['profile'])
      .describe('what is asked of the provider beside openid'),
    people: z
      .record(
        z.string().min(1).max(255),
        z.string().refine(isLogin, 'a login of letters a to z, digits and . _ @ + -'),
      )
      .default({})
      .describe('login by sub, for whoever has a token too: both are then one person'),
  })
  .describe('sign-in at an OpenID provider of yours');
export type SignInConfig = z.infer<typeof signInShape>;

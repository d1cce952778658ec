/**
 * The part of the configuration that says where pages and API listen and who may use them. Tokens
 * stand here only as digests: who reads the file cannot act with it.
 */
import { z } from 'zod';
import { isLogin, loopbackNames, roles } from './login.ts';
import { isSafeAddress, signInShape } from './sign-in.ts';

const tokenShape = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(60)
    .describe('name of the token; acts are recorded under it where no person is named'),
  person: z
    .string()
    .refine(isLogin, 'a login of letters a to z, digits and . _ @ + -')
    .optional()
    .describe('login of the person who holds it, where one person has several tokens'),
  role: z.enum(roles).describe('viewer looks, operator acts, approver approves too'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the token in hexadecimal; pawl token makes both')
    .describe('digest of the token; pawl token makes one'),
});

type TokenConfig = z.infer<typeof tokenShape>;

/** Who acts with a token: under four eyes two tokens of one person are one pair. */
export const loginOf = ({ person, name }: Pick<TokenConfig, 'person' | 'name'>): string =>
  person ?? name;

/** Host, in brackets where it is of IPv6, and port of `127.0.0.1:8420`. */
export function hostAndPort(listen: string): { readonly host: string; readonly port: number } {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(listen) ?? [];
  return { host, port: Number(port) };
}

const portMax = 65_535;

export const webShape = z
  .strictObject({
    listen: z
      .string()
      .regex(/^(\[[0-9a-f:]+\]|[^:[\]]+):\d{1,5}$/, 'host:port, such as 127.0.0.1:8420')
      .refine((text) => hostAndPort(text).port <= portMax, `a port up to ${portMax}`)
      .nullable()
      .default('127.0.0.1:8420')
      .describe('where pages and API listen; null for nowhere'),
    openOnLoopback: z
      .boolean()
      .default(false)
      .describe('on a loopback address, let anybody on this machine in without a token'),
    tokens: z.array(tokenShape).default([]).describe('who may use pages and API, and as what'),
    sessionHours: z
      .number()
      .min(0.1)
      .max(72)
      .default(12)
      .describe('after how many hours without use somebody must sign in again'),
    sessionLifeHours: z
      .number()
      .min(0.1)
      .max(168)
      .default(24)
      .describe('after how many hours somebody must sign in again, used or not'),
    tls: z
      .strictObject({
        cert: z.string().min(1).describe('file of the certificate and its chain, in PEM'),
        key: z.string().min(1).describe('file of the private key, in PEM'),
      })
      .nullable()
      .default(null)
      .describe('files by which pages are served encrypted; read again when they change'),
    publicAddress: z
      .string()
      .regex(/^https?:\/\/[^/?#@\s]+$/, 'an address such as https://pawl.example.com')
      .refine((text) => URL.canParse(text), 'an address such as https://pawl.example.com')
      .nullable()
      .default(null)
      .describe('where people reach the pages through a proxy of yours; mails then lead there'),
    signIn: signInShape.nullable().default(null),
  })
  .refine(
    ({ publicAddress, signIn }) =>
      signIn === null || (publicAddress !== null && isSafeAddress(publicAddress)),
    {
      path: ['publicAddress'],
      message:
        'beside web.signIn the address by which people reach the pages, with https or of this machine: the provider leads them back there',
    },
  )
  .refine(({ publicAddress, openOnLoopback }) => publicAddress === null || !openOnLoopback, {
    path: ['openOnLoopback'],
    message: 'false beside web.publicAddress: whoever reaches the proxy would be let in',
  })
  .refine(
    ({ listen, tokens, signIn }) =>
      listen === null ||
      tokens.length > 0 ||
      signIn !== null ||
      loopbackNames.includes(hostAndPort(listen).host),
    {
      path: ['listen'],
      message:
        'an address of this machine alone, such as 127.0.0.1:8420, or a token in web.tokens: pawl token makes one',
    },
  )
  .prefault({})
  .describe('pages and API');
export type WebConfig = z.infer<typeof webShape>;

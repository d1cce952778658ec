/**
 * The desks that one front serves: under which host each is reached, and in which of them somebody has
 * an account. The one rule: a desk is told to nobody who has none there.
 */
import { hostAndPort, loopbackNames, loginOf, type WebConfig } from '../config/index.ts';
import { groupsThatCount, personSignedIn } from './signed-in.ts';

export interface FrontDesk {
  /** Of its folder, and a label of a host name: lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly folder: string;
  readonly mpid: string;
  readonly web: WebConfig;
}

/** Who asks for the other desks of theirs, as their own desk knows them. */
export interface AskedDesks {
  /** The desk that asks. */
  readonly of: string;
  /** Empty where somebody is on their way in. */
  readonly login: string;
  /** Let in without a token, because they are at this machine. */
  readonly isAtThisMachine: boolean;
  readonly signedIn: {
    readonly issuer: string;
    readonly sub: string;
    readonly groups: readonly string[] | null;
  } | null;
}

export interface OtherDesk {
  readonly title: string;
  readonly address: string;
}

export interface FoundDesks {
  /** Those where the person has an account, without the one that asks. */
  readonly desks: readonly OtherDesk[];
  /** Of the groups that were given, those that count at any desk. */
  readonly groups: readonly string[];
}

/** RFC 1123, 2.1: a label of a host name; shorter, because it is the name of a socket too. */
export const isDeskName = (name: string): boolean =>
  /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/.test(name);

const isOnLoopback = ({ listen }: WebConfig): boolean =>
  listen !== null && loopbackNames.includes(hostAndPort(listen).host);

/** RFC 6761, 6.3: names below localhost are of this machine; browsers ask nobody for them. */
const localHostOf = (name: string): string => `${name}.localhost`;

/** The host names that lead to a desk; none where nothing tells it from the others. */
export const hostsOf = ({ name, web }: FrontDesk): readonly string[] => [
  ...(web.publicAddress === null ? [] : [new URL(web.publicAddress).hostname]),
  ...(isOnLoopback(web) ? [localHostOf(name)] : []),
];

/** Where people reach a desk, without the last slash. */
export const addressOfDesk = (name: string, web: WebConfig, port: number): string =>
  web.publicAddress ?? `${web.tls === null ? 'http' : 'https'}://${localHostOf(name)}:${port}`;

/** `portOf` is null for a desk whose pages are not served. */
export function findDesks(
  all: readonly FrontDesk[],
  asked: AskedDesks,
  portOf: (desk: FrontDesk) => number | null,
): FoundDesks {
  const desks = all.flatMap((desk) => {
    const port = portOf(desk);
    if (desk.name === asked.of || port === null || !hasAccount(desk.web, asked)) return [];
    const title = `${desk.mpid} (${desk.name})`;
    return [{ title, address: `${addressOfDesk(desk.name, desk.web, port)}/` }];
  });
  const groups = new Set(
    all.flatMap(({ web: { signIn } }) =>
      signIn === null || asked.signedIn === null || !isSame(signIn.issuer, asked.signedIn.issuer)
        ? []
        : (groupsThatCount(signIn, asked.signedIn.groups) ?? []),
    ),
  );
  return { desks, groups: [...groups] };
}

function hasAccount(
  web: WebConfig,
  { login, isAtThisMachine, signedIn }: Omit<AskedDesks, 'of'>,
): boolean {
  if (isAtThisMachine) return web.openOnLoopback && isOnLoopback(web);
  if (web.tokens.some((token) => loginOf(token) === login)) return true;
  // Another client of the same provider may know the same person by another sub.
  const by = signedIn !== null && web.signIn !== null && { ...signedIn, name: null };
  if (by === false || web.signIn === null) return false;
  return typeof personSignedIn(web.signIn, { ...by, clientId: web.signIn.clientId }) !== 'string';
}

const isSame = (one: string, other: string): boolean => new URL(one).href === new URL(other).href;

/**
 * A file with which somebody seems to answer our open check under a role that cannot: it moves nothing,
 * and it is said, so that it does not pass for a file about somebody else's business.
 */
import { definitionFor, type Envelope, type Finding, findingOf } from '../flow/index.ts';
import type { Gateway } from './gateway.ts';

/** Ours: the flows of a check, by which role sends them to which. */
const rolesOf: Readonly<Record<string, readonly [from: string, to: string]>> = {
  D0002: ['M', 'X'],
  D0142: ['X', 'M'],
  D0150: ['M', 'X'],
  D0221: ['M', 'X'],
};

/** What the catalogue's routes call the parties of the role letters that are known. */
const partyOf: Readonly<Record<string, string>> = {
  A: 'HHDA',
  B: 'NHHDA',
  C: 'HHDC',
  D: 'NHHDC',
  M: 'MOP',
  P: 'MRS',
  R: 'Distributor',
  X: 'Supplier',
};

export async function roleFindings(
  { config, store, rules }: Gateway,
  envelope: Envelope,
  mpans: readonly string[],
): Promise<readonly Finding[]> {
  const { flow, version, fromRole, toRole, toMpid } = envelope;
  const wanted = rolesOf[flow];
  if (wanted === undefined || toMpid !== config.mpid || wanted[1] !== config.role) return [];
  if (fromRole === wanted[0] && toRole === wanted[1]) return [];
  const routes = definitionFor(rules.catalogue, flow, version)?.routes ?? [];
  const route = `${partyOf[fromRole]}>${partyOf[toRole]}`;
  if (toRole === config.role && routes.includes(route)) return [];
  const isSender = fromRole !== wanted[0];
  const [said, right, item] = isSender
    ? [fromRole, wanted[0], 'J0934']
    : [toRole, wanted[1], 'J0935'];
  const loaded = await store.loadMpans([...new Set(mpans)]);
  const open = [...loaded].flatMap(([mpan, { state }]) =>
    state.checks.some(({ closedAt }) => closedAt === null) ? mpan : [],
  );
  return open.map((mpan) =>
    findingOf(
      'ROLE_NOT_EXPECTED',
      { line: 1, group: 'ZHV', item },
      `The ${isSender ? 'sender' : 'recipient'} stands here as role ${said}, and a ${flow} that ` +
        `answers our open check of MPAN ${mpan} has role ${right}: it moved nothing. If it is the ` +
        `answer, ask for it again under role ${right}.`,
    ),
  );
}

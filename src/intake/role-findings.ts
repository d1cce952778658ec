/**
 * A file with which somebody seems to answer our open check under a role that cannot: it moves nothing,
 * and it is said, so that it does not pass for a file about somebody else's business.
 */
import {
  createFindingList,
  definitionFor,
  type Envelope,
  type Finding,
  findingOf,
} from '../flow/index.ts';
import type { Gateway } from '../gateway/index.ts';

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

const mpansAtOnce = 500;

/** Looks at the instances of a file whose header has a role that cannot answer, as they come. */
interface RoleWatch {
  /** Whether there is anything to look for. */
  readonly isWanted: boolean;
  readonly add: (instance: { readonly mpan: string; readonly accepted: boolean }) => Promise<void>;
  readonly findings: () => Promise<readonly Finding[]>;
}

/** `envelope` is null for a file of which nothing is read. */
export function roleWatch(gateway: Gateway, envelope: Envelope | null): RoleWatch {
  const wording = envelope === null ? null : wordingOf(gateway, envelope);
  const found = createFindingList(gateway.config.limits.findingsMax);
  const told = new Set<string>();
  let waiting = new Set<string>();
  const look = async (): Promise<void> => {
    if (waiting.size === 0) return;
    const loaded = await gateway.store.loadMpans([...waiting]);
    waiting = new Set();
    for (const [mpan, { state }] of loaded) {
      const isOpen = state.checks.some(({ closedAt }) => closedAt === null);
      if (!isOpen || told.has(mpan) || wording === null) continue;
      told.add(mpan);
      found.add(wording(mpan));
    }
  };
  return {
    isWanted: wording !== null,
    add: async ({ mpan, accepted }) => {
      if (wording === null || !accepted) return;
      waiting.add(mpan);
      if (waiting.size >= mpansAtOnce) await look();
    },
    findings: async () => {
      await look();
      return found.list();
    },
  };
}

/** The finding for an MPAN; null where the roles are as they should be, or not ours to judge. */
function wordingOf(
  { config, rules }: Gateway,
  { flow, version, fromRole, toRole, toMpid }: Envelope,
): ((mpan: string) => Finding) | null {
  const wanted = rolesOf[flow];
  if (wanted === undefined || toMpid !== config.mpid || wanted[1] !== config.role) return null;
  if (fromRole === wanted[0] && toRole === wanted[1]) return null;
  const routes = definitionFor(rules.catalogue, flow, version)?.routes ?? [];
  const route = `${partyOf[fromRole]}>${partyOf[toRole]}`;
  if (toRole === config.role && routes.includes(route)) return null;
  const isSender = fromRole !== wanted[0];
  const [said, right, item] = isSender
    ? [fromRole, wanted[0], 'J0934']
    : [toRole, wanted[1], 'J0935'];
  return (mpan) =>
    findingOf(
      'ROLE_NOT_EXPECTED',
      { line: 1, group: 'ZHV', item },
      `The ${isSender ? 'sender' : 'recipient'} stands here as role ${said}, and a ${flow} that ` +
        `answers our open check of MPAN ${mpan} has role ${right}: it moved nothing. If it is the ` +
        `answer, ask for it again under role ${right}.`,
    );
}

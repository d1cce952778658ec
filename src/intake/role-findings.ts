/**
 * A file with which somebody seems to answer our open check under a role that cannot: it moves nothing,
 * and it is said, so that it does not pass for a file about somebody else's business.
 */
import { dateOfDigits } from '../calendar/index.ts';
import {
  catalogueAt,
  createFindingList,
  definitionFor,
  type Envelope,
  type Finding,
  findingOf,
} from '../flow/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { meterOperatorSide, type Side, sideInWords, supplierSide } from '../market/index.ts';

/** Ours: the flows of a check, by which side sends them; the other side gets them. */
const senderOf: Readonly<Record<string, Side>> = {
  D0002: meterOperatorSide,
  D0142: supplierSide,
  D0150: meterOperatorSide,
  D0221: meterOperatorSide,
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
  { flow, version, fromRole, toRole, toMpid, createdAt }: Envelope,
): ((mpan: string) => Finding) | null {
  const sender = senderOf[flow];
  const { roles } = rules;
  if (sender === undefined || toMpid !== config.mpid || sender === config.role) return null;
  const date = dateOfDigits(createdAt.slice(0, 8));
  const [from, to] = [fromRole, toRole].map((letter) => roles.meaningOf(letter, date));
  // Of a letter that nobody knows the fold asks.
  if (!from || !to) return null;
  const isFromRight = roles.sideOf(fromRole, date) === sender;
  const isToRight = roles.sideOf(toRole, date) === config.role;
  if (isFromRight && isToRight) return null;
  const routes = definitionFor(catalogueAt(rules.catalogue, date), flow, version)?.routes ?? [];
  if (isToRight && routes.includes(`${from.role}>${to.role}`)) return null;
  const [said, right, item] = isFromRight ? [to, config.role, 'J0935'] : [from, sender, 'J0934'];
  return (mpan) =>
    findingOf(
      'ROLE_NOT_EXPECTED',
      { line: 1, group: 'ZHV', item },
      `The ${isFromRight ? 'recipient' : 'sender'} stands here as role ${said.letter}, ${said.name}, ` +
        `and a ${flow} that answers our open check of MPAN ${mpan} has a role of the ` +
        `${sideInWords(right)}: it moved nothing. If it is the answer, ask for it again under such ` +
        'a role.',
    );
}

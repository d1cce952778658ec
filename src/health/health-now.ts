/**
 * How the deadlines stand, what waits longest for a person, what became due while no gateway was at
 * work, and whether the gateway's surroundings bear its work.
 */
import { aliveNote } from '../alive.ts';
import type { Gateway } from '../gateway/index.ts';
import type { MemberSeen } from '../store/index.ts';
import { type DeadlineHealth, deadlineHealthOf } from './deadline-health.ts';
import { storedEpisodes } from './episodes.ts';
import { type GatewayAlertCode, gatewayAlertCodes } from './gateway-alert.ts';
import { lookout } from './look-around.ts';
import { surroundingsOf } from './surroundings.ts';

/** A gateway alert as it stands now; `since` is null where only this look found it. */
interface OpenTrouble {
  readonly code: GatewayAlertCode;
  readonly since: string | null;
  readonly detail: string;
  readonly next: string;
}

interface Health extends DeadlineHealth {
  readonly status: 'ok' | 'troubled' | 'notAlive';
  readonly at: string;
  readonly aliveAt: string | null;
  readonly gateway: readonly OpenTrouble[];
  readonly gateways: readonly MemberSeen[];
}

/** Ours: the lease of a gateway; who was silent for longer may be at work no more. */
const heardWithinSeconds = 15;

/** `minutes`: within how many a gateway must have been at work. */
export async function healthNow(gateway: Gateway, minutes: number): Promise<Health> {
  const { store, clock, workspace } = gateway;
  const at = clock.now();
  const aliveAt = await store.note(aliveNote);
  const known = (await storedEpisodes(gateway)).filter(({ overAt }) => overAt === null);
  // What is wrong this moment, also where no gateway is at work to find it.
  const { troubles } = await lookout(() => gateway, surroundingsOf(workspace), 0)();
  const fresh = troubles.filter(
    ({ code, about }) => !known.some((one) => one.code === code && one.about === about),
  );
  const standing = [...known, ...fresh].map((one): OpenTrouble => {
    const since = 'since' in one ? one.since : null;
    return { code: one.code, since, detail: one.detail, next: gatewayAlertCodes[one.code].remedy };
  });
  const isAlive =
    aliveAt !== null && Temporal.Instant.from(aliveAt).until(at).total('minutes') <= minutes;
  const status = standing.length > 0 ? 'troubled' : isAlive ? 'ok' : 'notAlive';
  const gateways = await store.gatewaysAtWork(heardWithinSeconds);
  return { status, at, aliveAt, gateway: standing, gateways, ...(await deadlineHealthOf(gateway)) };
}

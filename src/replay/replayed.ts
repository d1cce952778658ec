/** What a workspace has come to, in the shape of docs/scenario.md: also the shape of expected/. */
import type { Gateway } from '../gateway/index.ts';
import { type CheckView, isNote, viewOf } from '../process/index.ts';

type ReplayedCheck = Omit<CheckView, 'exceptions'> & {
  readonly exceptions: readonly { code: string; at: string; open: boolean }[];
};

export interface Replayed {
  readonly checks: readonly ReplayedCheck[];
  readonly alerts: readonly unknown[];
  readonly files: readonly unknown[];
  readonly outbox: readonly unknown[];
  readonly orphans: readonly unknown[];
  readonly exceptions: readonly unknown[];
}

export async function replayedOf(gateway: Gateway): Promise<Replayed> {
  const { store, rules, clock } = gateway;
  const now = clock.now();
  const exceptions = await store.exceptions({});
  const checks: ReplayedCheck[] = [];
  const orphans: { flow: string; mpan: string; fileIdentifier: string }[] = [];
  for (let after = ''; ; ) {
    const some = await store.mpansAfter(after, 500);
    const last = some.at(-1);
    if (last === undefined) break;
    for (const { mpan, state } of some) {
      for (const { flow, fileIdentifier } of state.orphans) {
        orphans.push({ flow, mpan, fileIdentifier });
      }
      for (const check of state.checks) {
        const own = exceptions.filter(
          (one) =>
            one.mpan === mpan && one.supplier === check.supplier && one.sequence === check.sequence,
        );
        checks.push({
          ...viewOf(rules, state, check, now),
          exceptions: own.map(({ code, at, open }) => ({ code, at, open })),
        });
      }
    }
    after = last.mpan;
  }
  const order = (check: ReplayedCheck): string =>
    `${check.mpan} ${String(check.sequence).padStart(6, '0')} ${check.supplier}`;
  return {
    checks: checks.sort((a, b) => (order(a) < order(b) ? -1 : 1)),
    alerts: (await store.alertsOf(null)).map(
      ({ mpan, sequence, stage, kind, number, owes, at, dueOn, retracted }) => ({
        mpan,
        sequence,
        stage,
        kind,
        number,
        owes,
        at,
        dueOn,
        retracted,
      }),
    ),
    files: (await store.receipts()).map(({ name, flow, fileIdentifier, outcome, findings }) => ({
      name,
      flow,
      fileIdentifier,
      outcome,
      findings,
    })),
    outbox: (await store.outbox()).map(({ name, flow, toMpid: to, mpans }) => ({
      name,
      flow,
      to,
      mpans,
    })),
    orphans,
    exceptions: exceptions
      .filter(({ code }) => !isNote(code))
      .map(({ mpan, code, at, open }) => ({ mpan, code, at, open })),
  };
}

/**
 * What people do beside or instead of a gateway, for crash tests: one act on a workspace whose clock
 * reads its instant from a file, and the process ends. `act.ts WORKSPACE NAME ARGUMENT`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../src/config/config.ts';
import { openEngine } from '../../src/engine.ts';
import { openGateway } from '../../src/open-gateway.ts';
import { approve, decideMany, type Gateway } from '../../src/gateway/index.ts';
import { catchUp, eraseMpan, purge, putBack } from '../../src/keeping/index.ts';
import { createLog } from '../../src/log.ts';

const [workspace = '', name = '', argument = ''] = process.argv.slice(2);
const read = (path: string): string => readFileSync(join(workspace, path), 'utf8');
const clock = { now: () => read('data/clock.txt').trim() };
const options = {
  workspace,
  config: readConfig(JSON.parse(read('pawl.config.json')), 'pawl.config.json'),
  clock,
  log: createLog('silent', 'none'),
  storePath: join(workspace, 'data', 'pawl.db'),
  progress: null,
};
const act = { who: 'j.ellis', reason: 'a test' };

async function atDesk(work: (gateway: Gateway) => Promise<unknown>): Promise<void> {
  const gateway = await openGateway(options);
  await work(gateway);
  await gateway.store.close();
}

/** Opens the workspace as its gateway, which puts the rules in force, and does the work. */
async function asGateway(work: (gateway: Gateway) => Promise<unknown>): Promise<void> {
  const engine = await openEngine(options);
  await work(engine.gateway());
  await engine.close();
}

const acts: Readonly<Record<string, () => Promise<void>>> = {
  approve: () => atDesk((gateway) => approve(gateway, { ids: ['all'] }, act)),
  'decide-many': () =>
    asGateway(async (gateway) => {
      const { store } = gateway;
      const words = 'see photo';
      const page = await store.exceptionsPage({ open: true, words }, { after: null, limit: 500 });
      const mpans = (page?.items ?? []).map(({ mpan }) => mpan);
      const revisions = await Promise.all(mpans.map((mpan) => store.journalNumber(mpan)));
      const seen = mpans.map((mpan, at) => ({ mpan, revision: revisions[at] ?? 0 }));
      await decideMany(gateway, { seen, words }, { name: 'decide', decision: 'has' }, act);
    }),
  backup: () => atDesk(({ store }) => store.backup(argument)),
  open: () => asGateway(async () => undefined),
  purge: () => asGateway((gateway) => purge(gateway, act.who)),
  erase: () => asGateway((gateway) => eraseMpan(gateway, argument, act)),
  restore: async () => {
    await putBack(workspace, argument, clock.now());
    await atDesk((gateway) => catchUp(gateway, act.who));
  },
};
await acts[name]?.();

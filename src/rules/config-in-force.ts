/** Which configuration is in force: not what the file says now, but what was last found sound. */
import { type Config, inspectConfig, withStandIns } from '../config/index.ts';
import type { ConfigHistoryStore } from '../store/index.ts';

/** The configuration last put in force, as far as this version can still read it. */
export async function configInForce(store: ConfigHistoryStore): Promise<Config | null> {
  const [newest] = await store.configChanges(1);
  return newest === undefined ? null : inspectConfig(withStandIns(newest.written)).config;
}

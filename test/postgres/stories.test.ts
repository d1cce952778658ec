/** Every story of samples/ through the real gateway on PostgreSQL: to the same checks and alerts. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differences, playStory } from '../../src/replay/index.ts';
import { addressOf, type Cluster, startCluster } from './cluster.ts';
import { isPostgresThere } from './there.ts';

const samples = fileURLToPath(new URL('../../samples/', import.meta.url));
/** Files of one kind beside the stories. */
const noStories = ['dip', 'reference'];
const stories = readdirSync(samples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !noStories.includes(entry.name))
  .map(({ name }) => name)
  .sort();

describe.skipIf(!isPostgresThere())('on PostgreSQL', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 60_000);
  afterAll(() => cluster.stop(), 60_000);

  test.each(stories)('%s comes to what is expected', { timeout: 120_000 }, async (story) => {
    const schema = `story_${story.replaceAll('-', '_')}`.slice(0, 60);
    const store = { address: addressOf(cluster), schema };
    const played = await playStory(join(samples, story), 'as-written', null, store);
    const client = new Client(cluster);
    await client.connect();
    await client.query(`drop schema ${schema} cascade`);
    await client.end();
    expect(differences(join(samples, story), played)).toEqual([]);
  });
});

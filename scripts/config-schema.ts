/** Writes pawl.config.schema.json, which editors use, from the shape that the gateway itself reads. */
import { writeFileSync } from 'node:fs';
import { configSchema } from '../src/config/config-schema.ts';

const path = new URL('../pawl.config.schema.json', import.meta.url);
writeFileSync(path, `${JSON.stringify(configSchema(), null, 2)}\n`);

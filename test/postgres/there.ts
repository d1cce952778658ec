/** Whether there is a PostgreSQL to try; where there is none it is said aloud, or fails where one is needed. */
import { findPostgres, howToGetOne } from './cluster.ts';

export function isPostgresThere(): boolean {
  if (findPostgres() !== null) return true;
  const says = `There is no PostgreSQL, so its store is NOT tried: ${howToGetOne}.`;
  if (process.env['PAWL_NEED_POSTGRES'] === '1') throw new Error(says);
  console.warn(`\n${says}\n`);
  return false;
}

/** What people tell each other of an MPAN is erased, exported, verified and made anew with it. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { addCalls, addNote, claim, decide } from '../../src/gateway/index.ts';
import { eraseMpan, exportMpan, purge } from '../../src/keeping/index.ts';
import { mpans, openWebDesk } from '../web/desk.ts';

const act = { who: 'otto', reason: '' };
const words = 'the landlord has the key';

test('erasing takes notes, calls and claims away, and the chain stays whole', async () => {
  const { gateway, problems } = await openWebDesk();
  const of = mpans.unclear;
  await claim(gateway, [of], act);
  await addNote(gateway, of, words, act);
  await addCalls(gateway, [of], { party: 'MOPX', whom: 'Ms Hartley', said: words }, act);
  expect(JSON.stringify(await exportMpan(gateway, of))).toContain(words);
  expect(await problems()).toEqual([]);
  await decide(gateway, of, { name: 'cancel' }, { who: 'otto', reason: 'twice' });
  await eraseMpan(gateway, of, { who: 'anna', reason: 'asked to' });
  expect(await gateway.store.teamEntriesOf(of, ['note', 'call', 'claim'], 9)).toEqual([]);
  expect((await gateway.store.callsPage('MOPX', { after: null, limit: 9 }))?.items).toEqual([]);
  expect(JSON.stringify(await exportMpan(gateway, of))).not.toMatch(/landlord|Hartley/);
  expect((await gateway.store.actsPage({ mpan: of }, { after: null, limit: 9 }))?.items).toEqual(
    [],
  );
  expect(await problems()).toEqual([]);
});

test('a claim that another hand has changed is told by verify, and made anew', async () => {
  const { gateway, problems } = await openWebDesk();
  const of = mpans.unclear;
  await claim(gateway, [of], act);
  const { store, workspace } = gateway;
  for (const change of [
    "update claims set who = 'mallory'",
    'delete from claims',
    "update checks set claimed_by = 'mallory'",
    "update exceptions set claimed_by = ''",
  ]) {
    const database = new DatabaseSync(join(workspace, 'data', 'pawl.db'));
    database.exec(change);
    database.close();
    expect((await problems()).join(), change).toContain('not claimed by whom its journal says');
    await store.claimAnew(of);
    for (const mpan of Object.values(mpans)) await store.claimAnew(mpan);
    expect(await problems(), change).toEqual([]);
    expect((await store.claimsAmong([of])).get(of)?.who, change).toBe('otto');
  }
});

test('a purge takes the team\u2019s words away with the MPAN', async () => {
  const desk = await openWebDesk({ settings: { retention: { closedChecks: '3 months' } } });
  const { gateway, problems } = desk;
  const of = mpans.unclear;
  await claim(gateway, [of], act);
  await addNote(gateway, of, words, act);
  await addCalls(gateway, [of], { party: 'MOPX', whom: 'Ms Hartley', said: words }, act);
  await decide(gateway, of, { name: 'cancel' }, { who: 'otto', reason: 'twice' });
  desk.clock.set('2028-08-05T11:00:00Z');
  await purge(gateway, 'anna');
  expect((await gateway.store.loadMpans([of])).size).toBe(0);
  expect((await gateway.store.callsPage('MOPX', { after: null, limit: 9 }))?.items).toEqual([]);
  const bodies: string[] = [];
  for await (const { body } of gateway.store.chain(null)) bodies.push(body ?? '');
  expect(bodies.join()).not.toMatch(/landlord|Hartley/);
  expect(await problems()).toEqual([]);
});

/** The pages on which reference data are shown, a letter is taught, and a merge is taken back. */
import { expect, test } from 'vitest';
import { openWebDesk } from './desk.ts';

const post = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
});

test('an approver sees what a letter changes, teaches it, and takes it back', async () => {
  const desk = await openWebDesk();
  const shown = async (path: string): Promise<string> => (await desk.as('approver', path)).text();
  expect(await shown('/reference')).toContain('came with Pawl');
  expect(await shown('/reference')).toContain('href="/reference/teach"');
  const asked = await shown('/reference/teach?letter=q&role=SMEM&from=2026-08-01');
  expect(asked).toContain('letter Q: nobody becomes SMEM, from 2026-08-01');
  const fields = { letter: 'q', role: 'SMEM', from: '2026-08-01', reason: 'they <told> us' };
  for (const role of ['viewer', 'operator'] as const) {
    expect((await desk.as(role, '/reference/teach')).status).toBe(403);
    expect((await desk.as(role, '/reference/teach', post(fields))).status).toBe(403);
  }
  expect(
    (await desk.as('approver', '/reference/teach', post({ ...fields, reason: ' ' }))).status,
  ).toBe(400);
  const done = await desk.as('approver', '/reference/teach', post(fields));
  expect([done.status, done.headers.get('location')]).toEqual([303, '/reference?did=merged']);
  await desk.pass();
  const told = await shown('/reference?did=merged');
  expect(told).toContain('anna: they &lt;told&gt; us');
  expect(told).toContain('/reference/undo?number=1');
  expect(await shown('/settings')).toContain('reference: letter Q is SMEM from 2026-08-01');
  expect(await shown('/reference/undo?number=1')).toContain('letter Q: SMEM becomes nobody');
  const back = await desk.as('approver', '/reference/undo', post({ number: '1', reason: 'no' }));
  expect(back.status).toBe(303);
  await desk.pass();
  expect(await shown('/reference?letter=q')).toContain('Nothing is known about it');
  expect(desk.bugs).toEqual([]);
});

test('a participant is asked about, and one of whom nothing is known too', async () => {
  const desk = await openWebDesk();
  desk.drop('reference/own.csv', 'role,mpid\nAMEM,AMEX\n');
  await desk.pass();
  const asked = async (mpid: string): Promise<string> =>
    (await desk.as('viewer', `/reference?mpid=${mpid}`)).text();
  expect(await asked('amex')).toContain('What AMEX holds');
  expect(await asked('NONE')).toContain('Nothing is known about it');
  expect(desk.bugs).toEqual([]);
});

test('what one person proposes waits in the queue for another', async () => {
  const desk = await openWebDesk({ settings: { fourEyes: true } });
  const fields = { letter: 'Q', role: 'SMEM', reason: 'they told us' };
  const done = await desk.as('approver', '/reference/teach', post(fields));
  expect(done.headers.get('location')).toBe('/reference?did=proposed');
  const queue = await (await desk.as('approver', '/exceptions')).text();
  expect(queue).toContain('anna proposed to teach that letter Q is SMEM');
  expect(queue).toContain('href="/reference"');
  expect(await (await desk.as('approver', '/reference/teach?letter=Q&role=SMEM')).text()).toContain(
    'Proposed by anna',
  );
});

/** Before an act on a group one sees who has claimed some of it; it is made as it was seen, and taken back. */
import { expect, test } from 'vitest';
import { ownAddress } from '../../src/web/back.ts';
import { mpanOf, reportFile } from '../support/flow-files.ts';
import { ask, openTeamDesk, post, wordsAt } from './team-desk.ts';
import { leadsTo, sendForm } from './pages.ts';
import type { WebDesk } from './desk.ts';

const id = 'RESPONSE_WITHOUT_REQUEST:MO09';
const list = '/exceptions?code=RESPONSE_WITHOUT_REQUEST&sender=MO09';
const mpans = [501, 502, 503].map(mpanOf);

async function flooded(): Promise<WebDesk> {
  const desk = await openTeamDesk();
  await desk.take('inbox/many.usr', reportFile('G1', mpans).replaceAll('MOPX', 'MO09'));
  return desk;
}

const claim = (desk: WebDesk) =>
  desk.as('approver', '/api/v1/claims', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mpans: mpans.slice(0, 2) }),
  });

test('who has claimed some of a group is named on its page and by the API', async () => {
  const desk = await flooded();
  await claim(desk);
  expect(await wordsAt(desk, list)).toContain(
    'Colleagues have claimed some of these: anna 2 items.',
  );
  expect(await ask(desk, `/exceptions/${id}/resolve`)).toMatchObject({
    items: 3,
    claimedByOthers: [{ who: 'anna', number: 2 }],
  });
});

test('what came since the form was shown is left out, said, and can be taken back', async () => {
  const desk = await flooded();
  const { revision } = await ask(desk, `/exceptions/${id}/resolve`);
  await desk.take('inbox/more.usr', reportFile('G2', [mpanOf(504)]).replaceAll('MOPX', 'MO09'));
  const fields = { id, revision: String(revision), reason: 'not for us', _from: list };
  const at = await leadsTo(sendForm(desk, '/exceptions/dismiss', fields, 'operator'));
  const said = await wordsAt(desk, at);
  expect(said).toContain('It was about 3 items. Left out 1 item, which came or moved on since');
  expect(said).toContain('Dismissed last: 3 items, by');
  expect(await ask(desk, `/exceptions/${id}/dismissal`)).toMatchObject({
    dismissal: { items: 3, reason: 'not for us' },
  });
  const back = sendForm(desk, '/exceptions/take-back', { id, _from: at }, 'operator');
  expect(ownAddress(at)).toBe(list);
  expect(await wordsAt(desk, await leadsTo(back))).toContain(
    'Taken back: what it was about waits again.',
  );
  expect(await ask(desk, `/exceptions/${id}/resolve`)).toMatchObject({ items: 4 });
  const again = await post(desk, 'operator', `/exceptions/${id}/take-back`);
  expect(again).toMatchObject({ status: 409, error: { code: 'NOT_POSSIBLE' } });
});

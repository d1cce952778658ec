/** The page of the Capacity Market summary. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { header } from '../support/cm-components.ts';
import { openWebDesk } from './desk.ts';

test('shows the totals under both rules, which one was used, and what moves out of Bespoke', async () => {
  const desk = await openWebDesk({ story: false });
  const before = await (await desk.as('viewer', '/capacity-market')).text();
  expect(before).toContain('No file of components has been taken in.');

  const rows = [
    'CMU-1,A-1,asset,true,HHDC,11,1,2026-03-02,false',
    'CMU-<b>2</b>,B-1,none,false,self,,,,false',
  ];
  writeFileSync(join(desk.workspace, 'inbox', 'cm-components.csv'), [header, ...rows].join('\n'));
  writeFileSync(join(desk.workspace, 'reports', 'capacity-market_other.json'), 'not ours');
  await desk.pass();
  const page = await (await desk.as('viewer', '/capacity-market')).text();
  expect(page).toContain('Rule used: <b>pre-CP392</b> (capacityMarket.rule is pre-CP392)');
  expect(page).toContain('2 components in 2 CMUs, taken in');
  expect(page).toContain('<b>1</b> move out of Bespoke and 0 into it');
  expect(page).toContain('CMU-&lt;b&gt;2&lt;/b&gt;');
  expect(page).toContain('Half Hourly Data Collector or the Market-wide Data Service');

  const asked = await (await desk.as('viewer', '/capacity-market?rule=CP392')).text();
  expect(asked).toContain('Rule used: <b>CP392</b> (asked for here)');
  expect(asked).toContain('BSC Settlement</th>');
  expect((await desk.as('viewer', '/capacity-market?rule=other')).status).toBe(400);
  expect((await desk.as(null, '/capacity-market')).status).not.toBe(200);
});

/** The page of the approvals register. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWebDesk } from './desk.ts';

test('shows what is approved, since when, and what changed, on any day', async () => {
  const desk = await openWebDesk({ story: false });
  const today = await (await desk.as('viewer', '/approvals')).text();
  expect(today).toContain('as they stand on\nWed 5 Aug 2026');
  expect(today).toContain('Secure Meters (UK) Ltd Prometer 100 (P3E, R3E)');
  expect(today).toContain('<span class="badge warn">superseded by M6X8G0B (ours)</span>');
  expect(today).toContain('<span class="badge good">listed</span>');
  expect(today).toContain('SSIL');
  expect(today).toContain('protocol approval applied for');
  const then = await (await desk.as('viewer', '/approvals?on=2022-06-15')).text();
  expect(then).not.toContain('badge good');
  expect(then).toContain('<span class="badge warn">undetermined</span>');
});

test('says which line of a broken register is to be mended, and shows text as text', async () => {
  const desk = await openWebDesk({ story: false });
  const path = join(desk.workspace, 'approvals');
  mkdirSync(path);
  const header = 'manufacturer,model,variant,firmware,cop,issue,from,to,reference\n';
  writeFileSync(join(path, 'compliance.csv'), `${header}ACME,<b>E110</b>,,F1,5,6,soon,,own\n`);
  const broken = await desk.as('viewer', '/approvals');
  expect(broken.status).toBe(409);
  expect(await broken.text()).toContain('approvals/compliance.csv line 2, column from');
  writeFileSync(join(path, 'compliance.csv'), `${header}ACME,<b>E110</b>,,F1,5,6,2026-01,,own\n`);
  const mended = await (await desk.as('viewer', '/approvals')).text();
  expect(mended).toContain('ACME &lt;b&gt;E110&lt;/b&gt;');
});

test('a date that is none is refused, and nobody sees the page unasked', async () => {
  const desk = await openWebDesk({ story: false });
  expect((await desk.as('viewer', '/approvals?on=soon')).status).toBe(400);
  expect((await desk.as(null, '/approvals')).status).not.toBe(200);
});

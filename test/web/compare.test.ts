/** Which option, as page and as answer of the API: few checks, bounded, with every assumption. */
import { expect, test } from 'vitest';
import { openWebDesk } from './desk.ts';
import { pageAt, wordsOf } from './pages.ts';

test('the page has the figures, what each assumption does, and all of them', {
  timeout: 120_000,
}, async () => {
  const desk = await openWebDesk();
  const words = wordsOf(await pageAt(desk, '/compare?checks=10&sensitivity=1'));
  for (const said of [
    'option-3',
    'Site visits',
    'What each assumption does',
    'shares.hasBackstop',
  ]) {
    expect(words).toContain(said);
  }
  const many = await desk.as('viewer', '/api/v1/compare?checks=80000');
  expect(many.status).toBe(400);
  expect(await many.text()).toContain('pawl compare takes as many as you want');
});

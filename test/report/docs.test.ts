/** docs/reports.md shows what is so. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { reportNames, reportsShape } from '../../src/config/report-plan.ts';
import { checkMpan } from '../../src/flow/index.ts';
import { places, templateProblems } from '../../src/report/chase-template.ts';

const page = readFileSync(new URL('../../docs/reports.md', import.meta.url), 'utf8');

test('its configurations are configurations, and its template is a template', () => {
  const shown = [...page.matchAll(/```json\n([^]*?)```/g)];
  expect(shown).toHaveLength(2);
  for (const [, text = ''] of shown) {
    expect(() => readConfig(JSON.parse(text), 'docs/reports.md')).not.toThrow();
  }
  const template = /```\n(Subject: [^]*?)```/.exec(page)?.[1] ?? '';
  expect(templateProblems(template)).toEqual([]);
});

test('it names every report, every place of a template, and every default of a schedule', () => {
  for (const name of reportNames) expect(page).toContain(`| \`${name}\` |`);
  const listed = [...page.matchAll(/`\{\{(\w+)\}\}`/g)].map(([, place]) => place);
  expect(new Set(listed)).toEqual(new Set(places));
  const [plan] = reportsShape.parse([{ report: 'orphans' }]);
  for (const [key, value] of Object.entries(plan ?? {})) {
    if (key !== 'report') expect(page).toContain(`| \`${key}\` | \`${value}\` |`);
  }
});

test('its example of a chase is of MPANs that could be', () => {
  const mpans = page.match(/^\d{13}/gm) ?? [];
  expect(mpans).toHaveLength(2);
  for (const mpan of mpans) expect(checkMpan(mpan)).toBe(true);
});

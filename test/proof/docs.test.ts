/** docs/reliability.md is what its script makes of the files that the suites wrote. */
import { expect, test } from 'vitest';
import { readReliabilityPage, withProofs } from '../../scripts/reliability-docs.ts';
import { readProved } from '../../scripts/reliability.ts';

test('docs/reliability.md is up to date with docs/reliability/*.json ("npm run docs")', () => {
  const page = readReliabilityPage();
  expect(withProofs(page)).toBe(page);
});

test.each(readProved())('%s says of each wanted figure whether it was met', (_, { figures }) => {
  for (const { what, wanted, met } of figures) {
    expect(wanted === undefined, what).toBe(met === undefined);
  }
});

test('a figure that was not met is shown, and what would break a table is escaped', () => {
  const page = withProofs('<!-- generated: proofs -->\n<!-- /generated -->\n', [
    [
      'kills',
      {
        title: 'Kill -9',
        about: 'A process is killed at random.',
        command: 'npm run test:crash',
        measuredOn: '2026-11-27',
        machine: '2 cores',
        figures: [{ what: 'lost | doubled', value: 1234, unit: 'files', wanted: '0', met: false }],
      },
    ],
  ]);
  expect(page).toContain('| lost \\| doubled | 1,234 files | 0 | **no** |');
});

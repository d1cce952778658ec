/** The drawing of a machine: every way of a profile is in it, and nothing lies upon another thing. */
import { describe, expect, test } from 'vitest';
import { publishedProfiles } from '../../src/process/index.ts';
import { boxSize, layoutOf, waysOf } from '../../src/web/pages/machine-layout.ts';

describe.each([...publishedProfiles.values()])('$id', (profile) => {
  const names = Object.keys(profile.stages);
  const ways = waysOf(profile);
  const layout = layoutOf(names, ways);

  test('has every way that the profile names', () => {
    const targets = Object.entries(profile.stages).flatMap(([from, { on }]) =>
      Object.values(on).flatMap((way) =>
        way !== undefined && 'to' in way && way.to !== '@request' ? [`${from} ${way.to}`] : [],
      ),
    );
    const drawn = new Set(layout.lines.map(({ from, to }) => `${from} ${to}`));
    expect(targets.filter((way) => !drawn.has(way))).toEqual([]);
    expect(drawn.has(`unopened ${names[0]}`)).toBe(true);
    expect(ways.every(({ signals }) => signals.length > 0)).toBe(true);
    expect([...drawn].some((way) => way.includes('@'))).toBe(false);
  });

  test('keeps stages apart, ways in lanes of their own, and all of it inside', () => {
    for (const [index, one] of layout.boxes.entries()) {
      for (const other of layout.boxes.slice(index + 1)) {
        const isApart =
          Math.abs(one.y - other.y) > boxSize.height || Math.abs(one.x - other.x) >= boxSize.width;
        expect([one.name, other.name, isApart]).toEqual([one.name, other.name, true]);
      }
      expect(one.y + boxSize.height / 2).toBeLessThanOrEqual(layout.height);
    }
    const spans = layout.lines.map(({ path }) => [...path.matchAll(/V(-?[\d.]+)/g)].length);
    expect(Math.max(...spans)).toBe(1);
    for (const { x } of layout.lines) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(layout.width);
    }
  });

  test('is drawn alike each time', () => {
    expect(layoutOf(names, waysOf(profile))).toEqual(layout);
  });
});

test('stages that lead to the same one stand side by side', () => {
  const way = (from: string, to: string) => ({ from, to, signals: [] });
  const { boxes } = layoutOf(
    ['a', 'b', 'c'],
    [way('unopened', 'a'), way('a', 'b'), way('a', 'c'), way('b', 'closed'), way('c', 'closed')],
  );
  const [b, c] = ['b', 'c'].map((name) => boxes.find((box) => box.name === name));
  expect(b?.y).toBe(c?.y);
  expect((c?.x ?? 0) - (b?.x ?? 0)).toBeGreaterThan(boxSize.width);
});

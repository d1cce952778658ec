/**
 * Each shape of the corpus is taken in by a gateway with a small heap, in a minute, and nobody's good
 * file waits for it. With PAWL_HOSTILE=big the shapes have the size of the figures in the docs.
 */
import { describe, expect, test } from 'vitest';
import { shapes } from './corpus.ts';
import { takeIn } from './drive.ts';

const isBig = process.env['PAWL_HOSTILE'] === 'big';
/** On a machine that does other things beside, all times are this many times as long. */
const slower = Number(process.env['PAWL_HOSTILE_SLOWER'] ?? 1);
const wholeMs = 60_000 * slower;
const goodMs = 10_000 * slower;
/** In less time a large file may come to its end before it is time to look. */
const soonMs = 3_000 * slower;

describe('a gateway with 512 MB of heap takes in', () => {
  test.each(shapes.map((shape) => [shape.name, shape] as const))('%s', async (_, shape) => {
    const run = await takeIn(shape, isBig ? shape.big : shape.n, wholeMs);
    expect(run.ended, 'it ended by itself').toBeNull();
    expect(run.idleMs ?? Number.POSITIVE_INFINITY).toBeLessThan(wholeMs);
    expect(run.goodMs[0] ?? Number.POSITIVE_INFINITY).toBeLessThan(goodMs);
    expect(run.goodMs[1] ?? Number.POSITIVE_INFINITY).toBeLessThan(goodMs);
    // A file that comes while a large one is read does not wait until its end.
    if ((run.besideMs ?? 0) > soonMs) expect(run.isBefore, 'the good file came first').toBe(true);
    if (!shape.isTold) expect(run.errors).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { failed, refused, taken } from '../../src/post/answer.ts';
import { newCircuit, nextAttemptAt } from '../../src/post/circuit.ts';

const at = (seconds: number): string =>
  Temporal.Instant.from('2026-08-18T23:00:00Z').add({ seconds }).toString();

const waits = (random: number): number[] =>
  [1, 2, 3, 7, 8, 24, 999].map((failures) =>
    Temporal.Instant.from(at(0))
      .until(Temporal.Instant.from(nextAttemptAt(failures, at(0), () => random)))
      .total('seconds'),
  );

test('each wait is twice the one before, up to an hour, give or take half', () => {
  expect(waits(0.5)).toEqual([30, 60, 120, 1_920, 3_600, 3_600, 3_600]);
  expect(waits(0)).toEqual([15, 30, 60, 960, 1_800, 1_800, 1_800]);
  expect(Math.max(...waits(0.999_999))).toBe(5_400);
});

test('five failures in a row leave a channel alone for a minute; then one attempt decides', () => {
  const circuit = newCircuit();
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    expect(circuit.isOpen(at(0))).toBe(false);
    circuit.hear(failed('HTTP 500'), at(0));
  }
  expect([circuit.isOpen(at(0)), circuit.isOpen(at(59)), circuit.isOpen(at(60))]).toEqual([
    true,
    true,
    false,
  ]);
  circuit.hear(failed('HTTP 500'), at(60));
  expect(circuit.isOpen(at(119))).toBe(true);
  circuit.hear(taken, at(120));
  for (let attempt = 1; attempt <= 4; attempt += 1) circuit.hear(failed('HTTP 500'), at(120));
  expect(circuit.isOpen(at(120))).toBe(false);
});

test('who refuses one alert is there and well', () => {
  const circuit = newCircuit();
  for (let attempt = 1; attempt <= 20; attempt += 1) circuit.hear(refused('HTTP 400'), at(0));
  expect(circuit.isOpen(at(0))).toBe(false);
});

test('a receiver that says how long to wait is left alone so long, but no longer than an hour', () => {
  const circuit = newCircuit();
  circuit.hear(failed('HTTP 429', 120), at(0));
  expect([circuit.isOpen(at(119)), circuit.isOpen(at(120))]).toEqual([true, false]);
  circuit.hear(failed('HTTP 429', 999_999), at(0));
  expect([circuit.isOpen(at(3_599)), circuit.isOpen(at(3_600))]).toEqual([true, false]);
});

/** A store that will not keep a value of one file: all others are taken in, whichever store it is. */
import { expect } from 'vitest';
import { mpanOf, notificationFile } from '../support/flow-files.ts';
import type { TestGateway } from '../support/workspace.ts';

/** `plant` makes the store refuse what comes of a file of this name, `lift` ends that. */
export interface Refusing {
  readonly plant: (name: string) => Promise<void>;
  readonly lift: () => Promise<void>;
}

export async function refusesOnlyItsFile(own: TestGateway, refusing: Refusing): Promise<void> {
  const gentle = () => own.engine.pass({ final: false });
  const names = ['a.usr', 'b.usr', 'c.usr', 'd.usr'];
  const put = (name: string, n: number): void => {
    own.drop(name, notificationFile(`000000090${n}`, [mpanOf(n)], '20260805100000'));
  };
  await refusing.plant('b.usr');
  for (const [index, name] of names.entries()) put(name, index + 1);
  const pass = await gentle();
  expect(pass.receipts.map(({ name }) => name).toSorted()).toEqual(['a.usr', 'c.usr', 'd.usr']);
  expect(pass.mishaps?.map(({ code, about }) => [code, about])).toEqual([
    ['FILE_HELD', 'inbox/b.usr'],
  ]);
  expect(own.files('inbox')).toEqual(['b.usr']);
  // What comes after it is taken in as ever, and it is told of for as long as it lies there.
  put('e.usr', 5);
  const next = await gentle();
  expect(next.receipts.map(({ name }) => name)).toEqual(['e.usr']);
  expect(next.mishaps?.map(({ about }) => about)).toEqual(['inbox/b.usr']);
  expect(await own.problems()).toEqual([]);
  await refusing.lift();
  own.clock.set('2026-08-05T13:30:00Z');
  const last = await gentle();
  expect(last.receipts.map(({ name, outcome }) => [name, outcome])).toEqual([['b.usr', 'applied']]);
  expect(last.mishaps).toBeUndefined();
  expect(own.files('inbox')).toEqual([]);
  expect(await own.problems()).toEqual([]);
}

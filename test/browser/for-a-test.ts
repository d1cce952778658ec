/** A desk, and somebody at it, for as long as one test lasts. */
import { onTestFinished } from 'vitest';
import { type Desk, type DeskOptions, openDesk } from './desk.ts';
import { type Visitor, visitor } from './visitor.ts';

export async function deskFor(options: DeskOptions = {}): Promise<Desk> {
  const desk = await openDesk(options);
  onTestFinished(() => desk.close());
  return desk;
}

export async function visitorTo(...of: Parameters<typeof visitor>): Promise<Visitor> {
  const here = await visitor(...of);
  onTestFinished(here.close);
  return here;
}

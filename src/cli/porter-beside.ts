/** What brings files from elsewhere and takes them there, beside the passes; what is wrong is told by alerts. */
import type { Engine } from '../engine.ts';
import { trouble, type WatchedEngine } from '../health/index.ts';
import { openPorter, type Porter, type PorterTrouble } from '../porter/index.ts';

/** Begins with the first place that the configuration names, now or later; `hint` wakes the passes. */
export function openPorterBeside(
  { gateway, beside }: Pick<WatchedEngine, 'gateway' | 'beside'>,
  { hint }: { readonly hint: () => void },
): Pick<Porter, 'close'> {
  const told = new Map<string, readonly PorterTrouble[]>();
  const nameOf = ({ code, about }: PorterTrouble): string => `${code} ${about}`;
  const tell = (lane: string, troubles: readonly PorterTrouble[]): void => {
    const before = told.get(lane) ?? [];
    for (const one of before) beside.delete(nameOf(one));
    for (const one of troubles) beside.set(nameOf(one), trouble(one.code, one.about, one.detail));
    told.set(lane, troubles);
    // An alert is told, or over, with the next pass.
    if (before.length !== troubles.length) hint();
  };
  const porter = porterOf(gateway, tell, hint);
  porter.start();
  return porter;
}

/** For one round of everything. */
export const porterOf = (
  gateway: Engine['gateway'],
  tell: (lane: string, troubles: readonly PorterTrouble[]) => void = () => undefined,
  onBrought: () => void = () => undefined,
): Porter => {
  const { workspace, log } = gateway();
  return openPorter({ workspace, log, config: () => gateway().config, tell, onBrought });
};

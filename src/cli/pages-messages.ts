/** What the thread of the gateway and that of the pages say to each other. */
import type { Config } from '../config/index.ts';
import { type DeedName, type Deeds, deedsHere } from '../desk/index.ts';
import type { Behind } from '../web/index.ts';
import type { Gateway } from '../gateway/index.ts';

export interface PagesStart {
  readonly makes: 'pages' | 'reports';
  readonly workspace: string;
  readonly config: Config;
  /** Where a front passes on what is asked of this desk; null where it listens itself. */
  readonly behind: Behind | null;
}

export type ToPages =
  /** Something has changed. */
  | { readonly kind: 'tell'; readonly at: string }
  /** Other rules are in force. */
  | { readonly kind: 'rules'; readonly config: Config }
  | { readonly kind: 'close' };

/** Url is null where there are no pages; without a door either nobody could come in. */
export type FromPages = {
  readonly kind: 'serving';
  readonly url: string | null;
  readonly hasDoor: boolean;
};

interface AskedDeed {
  readonly name: DeedName;
  readonly given: readonly unknown[];
}

type AnyDeed = (gateway: Gateway, ...given: readonly unknown[]) => Promise<unknown>;

/** Deeds that are asked of another thread, which has the gateway to do them with. */
export function deedsBy(ask: (asked: AskedDeed) => Promise<unknown>): Deeds {
  const by =
    (name: DeedName): AnyDeed =>
    (_gateway, ...given) =>
      ask({ name, given });
  return Object.fromEntries(
    Object.keys(deedsHere).map((name) => [name, by(name as DeedName)]),
  ) as unknown as Deeds;
}

/** Does what another thread has asked for. */
export async function doDeed(gateway: Gateway, asked: unknown): Promise<unknown> {
  const { name, given } = asked as AskedDeed;
  return (deedsHere[name] as unknown as AnyDeed)(gateway, ...given);
}

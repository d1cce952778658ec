/**
 * A file is read to be judged, and asked then for what stands in it. Of a whole one that is kept from
 * the first reading; a large one is read again, as often as it is asked, so that memory does not grow
 * with it.
 */
import { createDipReader, type DipFileSummary, type DipMessage, shippedDip } from '../dip/index.ts';
import { smaller } from '../files/index.ts';
import { createFlowReader, type FlowFileSummary, type InstanceRecord } from '../flow/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { Source } from './claim.ts';
import type { CsvRow } from './csv-rows.ts';
import { datesIn } from './csv-dates.ts';
import { mayBeNamed } from './named-mpans.ts';
import { type CsvSummary, readCsv } from './read-csv.ts';
import { visitItems } from './visit-items.ts';

type Take<Item> = (item: Item) => void | Promise<void>;

interface Reading<Summary, Item> {
  readonly summary: Summary;
  /** How much is handed over. */
  readonly count: number;
  /** Hands over what stands in the file, one by one and in order. */
  readonly each: (take: Take<Item>) => Promise<void>;
}

/** The instances of a flow file: of those that were refused only such as may name an MPAN. */
export const readInstances = (
  gateway: Gateway,
  source: Source,
): Promise<Reading<FlowFileSummary, InstanceRecord>> =>
  reading<FlowFileSummary, InstanceRecord>(source, async (take) => {
    let instances: InstanceRecord[] = [];
    const reader = createFlowReader(gateway.rules.catalogue, {
      limits: gateway.config.limits,
      roleOf: gateway.rules.roles.meaningOf,
      onInstance: (instance) => {
        if (instance.accepted || mayBeNamed(instance.mpan)) instances.push(instance);
      },
      // Of what is refused only the MPAN matters here, and its findings by the list of the file alone.
      wantsRefused: () => false,
      wantsFindings: () => false,
    });
    const handOver = async (): Promise<void> => {
      const ready = instances;
      instances = [];
      for (const instance of ready) await take(instance);
    };
    for await (const chunk of source.pieces()) {
      // Little at once: a piece may be nothing but instances with something wrong.
      for (const piece of smaller(chunk)) {
        reader.push(piece);
        if (instances.length > 0) await handOver();
      }
    }
    const summary = reader.end();
    await handOver();
    return summary;
  });

/** What the messages of a file have in common. */
export interface MessageTally {
  /** Accepted ones of another environment, and the others that were accepted. */
  ofOtherEnvironment: number;
  counting: number;
  /** At most two of each: more than one is several. */
  readonly interfaces: Set<string>;
  readonly senders: Set<string>;
  /** The only message of the file. */
  only: DipMessage | null;
}

/** The accepted messages of a file of the DIP. */
export const readMessages = (
  { config }: Gateway,
  source: Source,
): Promise<Reading<DipFileSummary & { readonly tally: MessageTally }, DipMessage>> =>
  reading(source, async (take) => {
    let messages: DipMessage[] = [];
    let count = 0;
    const tally: MessageTally = {
      ofOtherEnvironment: 0,
      counting: 0,
      interfaces: new Set(),
      senders: new Set(),
      only: null,
    };
    const reader = createDipReader(shippedDip(), {
      limits: config.limits,
      zone: config.headerTimeZone,
      onMessage: (message) => {
        const { accepted, readAs, interfaceId, sender, environmentTag } = message;
        count += 1;
        tally.only = count === 1 && accepted ? message : null;
        const named = readAs ?? interfaceId ?? '';
        if (tally.interfaces.size < 2) tally.interfaces.add(isInterface.test(named) ? named : '');
        if (tally.senders.size < 2) tally.senders.add(sender.dipId ?? '');
        if (!accepted) return;
        const isOther = environmentTag !== null && environmentTag !== config.environmentTag;
        if (isOther) tally.ofOtherEnvironment += 1;
        else tally.counting += 1;
        messages.push(message);
      },
    });
    for await (const chunk of source.pieces()) {
      for (const piece of smaller(chunk)) {
        reader.push(piece);
        const ready = messages;
        if (ready.length === 0) continue;
        messages = [];
        for (const message of ready) await take(message);
      }
    }
    const summary = reader.end();
    for (const message of messages) await take(message);
    return { ...summary, tally };
  });

const isInterface = /^IF-\d{3}$/;

/** The good rows of a CSV, read as on a day. */
export async function readGoodRows(
  { rules, config }: Gateway,
  source: Source,
  today: string,
): Promise<Reading<CsvSummary, CsvRow>> {
  const items = visitItems(rules.catalogue);
  const dates = await datesIn(source.pieces, items);
  return reading<CsvSummary, CsvRow>(source, (onRow) =>
    readCsv(source.pieces(), {
      items,
      today,
      dates,
      mpanRepeatsMax: config.limits.mpanRepeatsMax,
      onRow,
    }),
  );
}

async function reading<Summary, Item>(
  { isWhole }: Source,
  read: (take: Take<Item>) => Promise<Summary>,
): Promise<Reading<Summary, Item>> {
  const kept: Item[] = [];
  let count = 0;
  const summary = await read((item) => {
    count += 1;
    if (isWhole) kept.push(item);
  });
  return {
    summary,
    count,
    each: async (take) => {
      if (isWhole) for (const item of kept) await take(item);
      else await read(take);
    },
  };
}

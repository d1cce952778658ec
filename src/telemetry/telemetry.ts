/**
 * What a gateway traces: a file, each event of it, the commit that made them durable, and the flow
 * that was owed then, each below the one before. No word of a file, no name of one and no address is
 * told; an MPAN only where the configuration says so, for its digest is as good as the MPAN to whoever
 * tries all of them.
 */
import type { Config } from '../config/index.ts';
import { headerInForm } from '../flow/index.ts';
import type { Log } from '../log.ts';
import { type CollectorTimes, openCollector } from './collector.ts';
import { type Attributes, newPlace, type SpanPlace } from './span.ts';

/** Ours: so many events of one commit, and of one file, have a span each; all are counted. */
const eventsPerCommitMax = 100;
const eventsPerFileMax = 500;
/** Ours: of so many MPANs it is remembered which commit came last, for the flow that follows. */
const mpansMax = 10_000;
const linksMax = 32;

/** What a span tells of an event. */
interface TracedEvent {
  readonly kind: string;
  readonly mpan: string;
  readonly line: number;
  readonly flow?: string | undefined;
}

interface TracedFile {
  readonly folder: string;
  readonly flow: string | null;
  readonly fileIdentifier: string | null;
  readonly sender: string | null;
  readonly size: number;
  readonly outcome: string;
  readonly instances: number;
  readonly instancesAccepted: number;
  readonly findings: readonly unknown[];
}

interface TracedFlow {
  readonly name: string;
  readonly flow: string;
  readonly fileIdentifier: string;
  readonly toMpid: string;
  readonly mpans: readonly string[];
}

/** A file on its way from its claim to its receipt. */
export interface FileSpan {
  /** Some of its events became durable, by a commit that was begun then. */
  readonly committed: (startedAt: number, events: readonly TracedEvent[]) => void;
  readonly end: (told: TracedFile) => void;
}

export interface Telemetry {
  readonly now: () => number;
  readonly file: () => FileSpan;
  /** A flow was committed, by a commit that was begun then. */
  readonly flow: (startedAt: number, file: TracedFlow) => void;
  /** Flows lie in outbox/, by the names of their files. */
  readonly written: (names: readonly string[]) => void;
  /** Sends what waits, for two seconds at most. */
  readonly close: () => Promise<void>;
}

const now = (): number => performance.timeOrigin + performance.now();

/** Null where the configuration names no collector. */
export function openTelemetry(
  { telemetry: settings, mpid }: Config,
  version: string,
  log: Pick<Log, 'warn' | 'info'>,
  times?: CollectorTimes,
): Telemetry | null {
  if (settings === null) return null;
  const resource = { 'service.name': 'pawl', 'service.version': version, 'pawl.mpid': mpid };
  const { give, close } = openCollector(settings, resource, log, times);
  const lastCommits = new Map<string, SpanPlace>();
  const underWay = new Map<string, (endedAt: number) => void>();

  const remember = (mpan: string, place: SpanPlace): void => {
    lastCommits.delete(mpan);
    lastCommits.set(mpan, place);
    for (const oldest of lastCommits.keys()) {
      if (lastCommits.size <= mpansMax) break;
      lastCommits.delete(oldest);
    }
  };

  const span = (
    place: SpanPlace,
    parent: SpanPlace | null,
    name: string,
    [startedAt, endedAt]: readonly [number, number],
    attributes: Attributes,
    links: readonly SpanPlace[] = [],
  ): void => give({ ...place, parent, name, startedAt, endedAt, attributes, links });

  return {
    now,
    file: () => {
      const fileAt = now();
      const file = newPlace(null);
      let shownCount = 0;
      return {
        committed: (startedAt, events) => {
          const endedAt = now();
          const most = Math.max(0, Math.min(eventsPerCommitMax, eventsPerFileMax - shownCount));
          const shown = events.slice(0, most);
          const places = shown.map(() => newPlace(file));
          shownCount += shown.length;
          for (const [index, { kind, line, flow, mpan }] of shown.entries()) {
            const which = { 'pawl.event.kind': kind, 'pawl.event.line': line };
            const of = settings.mpan ? { 'pawl.mpan': mpan } : {};
            const attributes = { ...which, 'pawl.flow': flow ?? null, ...of };
            const place = places[index] ?? file;
            span(place, file, 'pawl.event', [startedAt, endedAt], attributes);
          }
          const parent = places[0] ?? file;
          const commit = newPlace(parent);
          const attributes = { 'pawl.commit.events': events.length };
          const links = places.slice(1, 1 + linksMax);
          span(commit, parent, 'pawl.commit', [startedAt, endedAt], attributes, links);
          for (const { mpan } of events.slice(0, mpansMax)) remember(mpan, commit);
        },
        end: (told) => {
          const { folder, flow, fileIdentifier, sender, size, findings, ...read } =
            headerInForm(told);
          span(file, null, 'pawl.file', [fileAt, now()], {
            'pawl.folder': folder,
            'pawl.flow': flow,
            'pawl.file.identifier': fileIdentifier,
            'pawl.file.sender': sender,
            'pawl.file.size': size,
            'pawl.file.outcome': read.outcome,
            'pawl.file.instances': read.instances,
            'pawl.file.instances_accepted': read.instancesAccepted,
            'pawl.file.findings': findings.length,
          });
        },
      };
    },
    flow: (startedAt, { name, flow, fileIdentifier, toMpid, mpans }) => {
      const led = [...new Set(mpans.flatMap((mpan) => lastCommits.get(mpan) ?? []))];
      const [parent = null, ...others] = led;
      const place = newPlace(parent);
      const attributes = {
        'pawl.flow': flow,
        'pawl.file.identifier': fileIdentifier,
        'pawl.flow.to': toMpid,
        'pawl.flow.instances': mpans.length,
      };
      if (underWay.size >= mpansMax) underWay.clear();
      underWay.set(name, (endedAt) =>
        span(
          place,
          parent,
          'pawl.flow',
          [startedAt, endedAt],
          attributes,
          others.slice(0, linksMax),
        ),
      );
    },
    written: (names) => {
      for (const name of names) {
        underWay.get(name)?.(now());
        underWay.delete(name);
      }
    },
    close,
  };
}

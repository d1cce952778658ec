/**
 * What is told to a SIEM, and how a line of it is written. Pure. No line has an MPAN, an address or
 * free text: who, in which role, through what, which operation, how it ended, and of how many MPANs.
 */
import type { Instant } from '../calendar/index.ts';
import type { AuditFormat } from '../config/index.ts';

/** What can happen, in words, and how severe a SIEM should take it: 0 to 10, as CEF counts. */
export const auditKinds = {
  'signed-in': ['Signed in', 3],
  'signed-out': ['Signed out', 1],
  'sign-in-refused': ['Sign-in refused', 6],
  'locked-out': ['Sign-ins locked out', 8],
  refused: ['Request refused', 6],
  look: ['Looked at personal data', 3],
  export: ['Took data away', 5],
  act: ['Acted', 4],
} as const;

type AuditKind = keyof typeof auditKinds;

export interface AuditEvent {
  readonly kind: AuditKind;
  readonly outcome: 'done' | 'refused' | 'failed';
  /** The login; null where nobody is known. */
  readonly who: string | null;
  readonly role: string | null;
  readonly through: 'page' | 'api' | 'command' | null;
  /** The operation of the desk, such as `decide`. */
  readonly operation: string | null;
  /** The code of a refusal, such as NOT_ALLOWED. */
  readonly code: string | null;
  /** The address that a request came from. */
  readonly peer: string | null;
  /** Of how many MPANs data was shown; null where none could be. */
  readonly mpans: number | null;
}

/** Who tells it: the same in each line of a gateway. */
export interface AuditSource {
  readonly mpid: string;
  readonly version: string;
  readonly host: string;
}

type Written = (at: Instant, event: AuditEvent, source: AuditSource) => string;

const json: Written = (at, event, { mpid, version }) =>
  JSON.stringify({ at, mpid, ...event, version });

/** In the order of a line; what is null is left out. */
function fieldsOf(
  { mpid }: AuditSource,
  event: AuditEvent,
): readonly (readonly [string, string])[] {
  const { who, role, through, operation, code, peer, mpans, outcome } = event;
  const all = { mpid, outcome, who, role, through, operation, code, peer, mpans };
  return Object.entries(all).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, String(value)]],
  );
}

/** The keys of CEF's dictionary where it has one for it; ours are custom strings with their label. */
const cefKeys: Readonly<Record<string, readonly [key: string, label?: string]>> = {
  mpid: ['cs1', 'mpid'],
  outcome: ['outcome'],
  who: ['suser'],
  role: ['spriv'],
  through: ['app'],
  operation: ['act'],
  code: ['reason'],
  peer: ['src'],
  mpans: ['cn1', 'mpans'],
};

/** CEF revision 25: a backslash and what would end a field or a value are escaped. */
const inHeader = (text: string): string => text.replaceAll(/[\\|]/g, '\\$&');
const inExtension = (text: string): string =>
  text.replaceAll(/[\\=]/g, '\\$&').replaceAll(/\r?\n/g, '\\n');

const cef: Written = (at, event, source) => {
  const [name, severity] = auditKinds[event.kind];
  const extension = fieldsOf(source, event).flatMap(([field, value]) => {
    const [key = field, label] = cefKeys[field] ?? [];
    const said = `${key}=${inExtension(value)}`;
    return label === undefined ? [said] : [said, `${key}Label=${label}`];
  });
  const header = ['CEF:0', 'Pawl', 'Pawl', source.version, event.kind, name, String(severity)];
  return [
    header.map(inHeader).join('|'),
    [`rt=${Date.parse(at)}`, `dvchost=${inExtension(source.host)}`, ...extension].join(' '),
  ].join('|');
};

/** RFC 5424, 6.2.1: the facility of an audit log is 13; a notice is 5, a warning 4. */
const facility = 13;
const severityOf = ({ kind, outcome }: AuditEvent): number =>
  outcome === 'done' && kind !== 'locked-out' ? 5 : 4;

/** RFC 5424, 6.3.3: these are escaped in the value of a parameter. */
const inParameter = (text: string): string => text.replaceAll(/["\\\]]/g, '\\$&');
/** RFC 5424, 6: names are printable ASCII without spaces, and no longer than this. */
const nameOf = (text: string, max: number): string =>
  text.replaceAll(/[^\x21-\x7e]/g, '-').slice(0, max) || '-';

/** Ours: no private enterprise number is ours; 32473 is the one that RFC 5612 keeps for examples. */
const structuredDataId = 'pawl@32473';

const syslog: Written = (at, event, source) => {
  const parameters = fieldsOf(source, event).map(
    ([name, value]) => ` ${name}="${inParameter(value)}"`,
  );
  const head = [
    `<${facility * 8 + severityOf(event)}>1`,
    at,
    nameOf(source.host, 255),
    'pawl',
    '-',
    nameOf(event.kind, 32),
  ].join(' ');
  return `${head} [${structuredDataId}${parameters.join('')}] ${auditKinds[event.kind][0]}`;
};

const written: Readonly<Record<AuditFormat, Written>> = { json, cef, syslog };

/** One line without its end: no value can bring an end of its own. */
export const auditLine = (format: AuditFormat, ...told: Parameters<Written>): string =>
  written[format](...told).replaceAll(/[\r\n\u2028\u2029]/g, ' ');

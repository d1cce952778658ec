/** Rows for the store's tests: whole and ordinary, but for what a test names. */
import type { MpanState, ProcessEvent, RaisedAlert } from '../../src/process/index.ts';
import type {
  ChainedEntry,
  CheckRow,
  ExceptionRow,
  Journal,
  Keeping,
  MpanUpdate,
  OutboxFile,
  Receipt,
} from '../../src/store/index.ts';
import { mpanOf } from '../support/flow-files.ts';

export const at = '2026-08-05T12:00:00Z';

export const stateOf = (mpan: string, foldedTo = at): MpanState => ({
  mpan,
  last: null,
  foldedTo,
  waitingUntil: null,
  checks: [],
  meters: { present: [], removed: [] } as unknown as MpanState['meters'],
  known: { J0004: 'A "quoted" meter, – and ünïcode' },
  lastDetails: null,
  appointed: { meterOperator: null, meterOperatorKnown: false, supplier: null },
  earlyVisit: null,
  orphans: [],
  loose: [],
  resolutions: {},
});

export const checkOf = (changes: Partial<CheckRow> = {}): CheckRow => ({
  supplier: 'SUPP',
  sequence: 1,
  profile: 'option-1',
  meterOperator: 'MOPX',
  state: 'investigating',
  outcome: null,
  openedOn: '2026-08-03',
  closedOn: null,
  owner: 'M',
  dueOn: '2026-08-17',
  dueAt: '2026-08-17T23:00:00Z',
  awaited: true,
  owed: '',
  approved: [],
  ...changes,
});

export const updateOf = (n: number, changes: Partial<MpanUpdate> = {}): MpanUpdate => ({
  mpan: mpanOf(n),
  revision: 0,
  state: stateOf(mpanOf(n)),
  wakeAt: null,
  checks: [],
  fewerChecks: false,
  excepted: (changes.exceptions ?? []).length > 0,
  exceptions: [],
  ...changes,
});

export const eventOf = (
  n: number,
  key: string,
  changes: Partial<ProcessEvent> = {},
): ProcessEvent =>
  ({
    kind: 'appointment',
    key,
    mpan: mpanOf(n),
    effectiveAt: at,
    receivedAt: at,
    sender: '',
    fileIdentifier: 'appointments',
    line: 2,
    file: 'a.csv',
    profile: 'option-1',
    what: 'meterOperator',
    party: 'MOPX',
    ...changes,
  }) as ProcessEvent;

export const receiptOf = (id: number, changes: Partial<Receipt> = {}): Receipt => ({
  id,
  name: `r${id}.usr`,
  folder: 'inbox',
  sha256: `sha-${id}`,
  size: 1,
  flow: 'D0002',
  fileIdentifier: `F${id}`,
  sender: 'MOPX',
  receivedAt: at,
  outcome: 'applied',
  findings: [],
  instances: 1,
  instancesAccepted: 1,
  destination: `archive/2026/08/r${id}.usr`,
  ...changes,
});

export const outboxOf = (n: number, changes: Partial<OutboxFile> = {}): OutboxFile => ({
  name: `D0001_MOPX_${n}.usr`,
  flow: 'D0001',
  fileIdentifier: `PW${n}`,
  fromMpid: 'SUPP',
  toRole: 'M',
  toMpid: 'MOPX',
  mpans: [mpanOf(n)],
  text: `ZHV|${n}|\r\n`,
  sha256: `sha-${n}`,
  createdAt: at,
  ...changes,
});

export const alertOf = (n: number, changes: Partial<RaisedAlert> = {}): RaisedAlert => ({
  key: `alert-${n}`,
  mpan: mpanOf(n),
  supplier: 'SUPP',
  sequence: 1,
  stage: 'investigating',
  kind: 'BREACHED',
  number: null,
  retracts: null,
  dueOn: '2026-08-17',
  owner: 'M',
  party: 'MOPX',
  workingDaysOver: 0,
  owes: ['D0002'],
  since: at,
  trueAt: at,
  at,
  retracted: false,
  ...changes,
});

export const exceptionOf = (id: string, changes: Partial<ExceptionRow> = {}): ExceptionRow => ({
  id,
  code: 'REPORT_UNCLEAR',
  at,
  detail: 'a.usr line 2',
  open: true,
  supplier: 'SUPP',
  sequence: 1,
  ...changes,
});

export async function chainOf(
  store: Pick<Journal, 'chain'>,
  mpan: string | null = null,
): Promise<ChainedEntry[]> {
  const entries: ChainedEntry[] = [];
  for await (const entry of store.chain(mpan)) entries.push(entry);
  return entries;
}

/** What was done with the journal, without the numbers it has there. */
export async function keepingEntriesOf(store: Pick<Keeping, 'keepingEntries'>) {
  const entries = [];
  for await (const { entry } of store.keepingEntries()) entries.push(entry);
  return entries;
}

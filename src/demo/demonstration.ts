/**
 * The demonstration story: what a Supplier's desk may look like on any day. The files are made for
 * the day on which they are asked for, so that something is met, something is overdue, something is
 * due soon, something is unclear and something waits for approval. The one rule: everything in it is
 * invented, and no file claims to come from the future.
 */
import {
  addWorkingDays,
  type Calendar,
  type LocalDate,
  type NotCovered,
  notCovered,
} from '../calendar/index.ts';
import { type Catalogue, type Group, mpanWithCheckDigit, printFlowFile } from '../flow/index.ts';
import { shippedReference, supplierSide } from '../market/index.ts';

interface DemonstrationFile {
  readonly name: string;
  readonly into: 'inbox' | 'sent';
  readonly text: string;
}

/** The participant whose desk it is. */
export const demonstrationParticipant = { mpid: 'SUPP', role: supplierSide } as const;

const mpan = (number: number): string =>
  mpanWithCheckDigit(`12000000${String(number).padStart(4, '0')}`);

/** Who is who in the story. */
export const demonstrationMpans = {
  replacedInTime: mpan(101),
  hasBackstop: mpan(102),
  answeredLate: mpan(103),
  overdue: mpan(104),
  dueSoon: mpan(105),
  unclear: mpan(106),
  toReplace: mpan(107),
  toInvestigate: mpan(108),
  justNotified: mpan(109),
} as const;

/** The files, or CALENDAR_NOT_COVERED where the bank holidays around today are not known. */
export function demonstration(
  catalogue: Catalogue,
  calendar: Calendar,
  today: LocalDate,
): readonly DemonstrationFile[] | NotCovered {
  const days: LocalDate[] = [];
  for (let ago = 0; ago <= firstDay; ago += 1) {
    const day = addWorkingDays(calendar, today, -ago);
    if (day === notCovered) return notCovered;
    days.push(day);
  }
  if (addWorkingDays(calendar, today, stageDays) === notCovered) return notCovered;
  const story: Story = {
    catalogue,
    day: (ago) => days[ago] ?? today,
  };
  return [
    { name: 'notifications.csv', into: 'inbox', text: notifications(story) },
    { name: 'appointments.csv', into: 'inbox', text: appointments(story) },
    ...requests(story),
    ...answers(story),
  ];
}

/** The story begins that many Working Days ago; a stage is allowed stageDays. */
const firstDay = 25;
const stageDays = 10;

interface Story {
  readonly catalogue: Catalogue;
  /** The date that many Working Days ago. */
  readonly day: (ago: number) => LocalDate;
}

const m = demonstrationMpans;

function notifications({ day }: Story): string {
  const columns =
    'mpan,notifiedOn,source,reference,technology,capacityKw,meterId,meterOperator,' +
    'addressLine1,addressLine2,postcode';
  const notified: readonly (readonly [string, number, string])[] = [
    [m.replacedInTime, 25, 'MOPX'],
    [m.hasBackstop, 25, 'MOPX'],
    [m.answeredLate, 24, 'MOPY'],
    [m.overdue, 16, 'MOPY'],
    [m.dueSoon, 10, 'MOPX'],
    [m.unclear, 12, 'MOPX'],
    [m.toReplace, 10, 'MOPX'],
    [m.toInvestigate, 1, 'MOPX'],
  ];
  const rows = notified.map(
    ([of, ago, meterOperator], index) =>
      `${of},${day(ago)},installer notice,DEMO-${index + 1},solar,3.68,${meterOf(of)},` +
      `${meterOperator},${index + 1} EXAMPLE STREET,ANYTOWN,ZZ9 9ZZ`,
  );
  return lines([columns, ...rows]);
}

const appointments = ({ day }: Story): string =>
  lines(['mpan,meterOperator,from,to,supplier,supplierTo', `${m.justNotified},MOPX,${day(25)},,,`]);

const lines = (rows: readonly string[]): string => rows.map((row) => `${row}\r\n`).join('');

/** The Meter Id of an MPAN before anything was exchanged. */
const meterOf = (of: string): string => `E09Z${of.slice(6, 12)}`;

/** Copies of what the Supplier's other systems sent. */
function requests(story: Story): DemonstrationFile[] {
  const asked: readonly (readonly [number, string, readonly string[]])[] = [
    [24, 'MOPX', [m.replacedInTime, m.hasBackstop]],
    [23, 'MOPY', [m.answeredLate]],
    [15, 'MOPY', [m.overdue]],
    [11, 'MOPX', [m.unclear]],
    [9, 'MOPX', [m.dueSoon, m.toReplace]],
  ];
  const instructions = asked.map(([ago, to, mpans], index) =>
    flow(story, {
      flow: 'D0001',
      number: 1 + index,
      ago,
      from: 'SUPP',
      fromRole: 'Supplier',
      to,
      toRole: 'MOP',
      instances: mpans.map((of) => instruction(story, of, ago + 1)),
    }),
  );
  const order = group('267', {
    J0003: m.replacedInTime,
    J1036: '1 EXAMPLE STREET',
    J1037: 'ANYTOWN',
    J0263: 'ZZ9 9ZZ',
    J0098: 'N',
    J0673: 'E',
    J0012: `${label}: NO BACKSTOP, PLEASE REPLACE METER`,
  });
  return [
    ...instructions,
    flow(story, {
      flow: 'D0142',
      number: 9,
      ago: 17,
      from: 'SUPP',
      fromRole: 'Supplier',
      to: 'MOPX',
      toRole: 'MOP',
      instances: [order],
    }),
  ];
}

function answers(story: Story): DemonstrationFile[] {
  const reported: readonly (readonly [number, string, string, string, number])[] = [
    [18, 'MOPX', m.replacedInTime, 'NO BACKSTOP FITTED', 25],
    [20, 'MOPX', m.hasBackstop, 'BACKSTOP FITTED', 25],
    [8, 'MOPY', m.answeredLate, 'STATIC METER, CANNOT RUN BACKWARDS', 24],
    [3, 'MOPX', m.unclear, 'UNABLE TO CONFIRM IF BACKSTOP FITTED, PLEASE ADVISE', 12],
    [2, 'MOPX', m.toReplace, 'NO BACKSTOP FITTED', 10],
  ];
  const reports = reported.map(([ago, from, of, words, notified], index) =>
    flow(story, {
      flow: 'D0002',
      number: 21 + index,
      ago,
      from,
      fromRole: 'MOP',
      to: 'SUPP',
      toRole: 'Supplier',
      instances: [reportOn(story, of, words, notified, ago)],
    }),
  );
  const details = flow(story, {
    flow: 'D0150',
    number: 31,
    ago: 10,
    from: 'MOPX',
    fromRole: 'MOP',
    to: 'SUPP',
    toRole: 'Supplier',
    instances: [exchange(story, m.replacedInTime, 11)],
  });
  const notice = flow(story, {
    flow: 'D0001',
    number: 41,
    ago: 1,
    from: 'DIST',
    fromRole: 'Distributor',
    to: 'SUPP',
    toRole: 'Supplier',
    instances: [generationNotice(story, m.justNotified, 1)],
  });
  const broken = flow(story, {
    flow: 'D0002',
    number: 29,
    ago: 1,
    from: 'MOPY',
    fromRole: 'MOP',
    to: 'SUPP',
    toRole: 'Supplier',
    instances: [reportOn(story, m.overdue, 'BACKSTOP FITTED', 16, 1)],
  });
  // A file that lost a record on its way: its trailer counts one more than is there.
  const text = broken.text.replace(/\r\nZPT\|(\w+)\|3\|/, '\r\nZPT|$1|4|');
  return [...reports, details, notice, { ...broken, text }];
}

const label = 'MICROGENERATION BACKSTOP CHECK';

const group = (
  id: string,
  values: Readonly<Record<string, string>>,
  children: readonly Group[] = [],
): Group => ({ id, line: 0, values, children });

const digitsOf = (date: LocalDate): string => date.replaceAll('-', '');

function instruction({ day }: Story, of: string, notifiedAgo: number): Group {
  const register = { J0010: '-', J0173: label, J1012: digitsOf(day(notifiedAgo)) };
  const meter = group('002', { J0004: meterOf(of) }, [group('003', register)]);
  return group('001', { J0003: of }, [meter, group('759', { J0024: '42', J0012: label })]);
}

function generationNotice({ day }: Story, of: string, ago: number): Group {
  const register = { J0010: '-', J0173: 'MICROGENERATION', J1012: digitsOf(day(ago)) };
  const meter = group('002', { J0004: meterOf(of) }, [group('003', register)]);
  return group('001', { J0003: of }, [meter, group('759', { J0024: '42' })]);
}

function reportOn(
  { day }: Story,
  of: string,
  words: string,
  notifiedAgo: number,
  ago: number,
): Group {
  const register = group('006', { J0010: '-', J0014: digitsOf(day(ago)) });
  const meter = group('005', { J0004: meterOf(of), J0012: words }, [register]);
  return group('004', { J0003: of, J0173: label, J1012: digitsOf(day(notifiedAgo)) }, [meter]);
}

/** A meter exchanged: the new one's details, and the removal of the old one. */
function exchange({ day }: Story, of: string, ago: number): Group {
  const on = digitsOf(day(ago));
  const register = { J0010: 'S', J0474: 'C', J0103: 'AI', J0475: '1.00', J0478: '5' };
  const meter = group(
    '290',
    {
      J0004: `E26Z${of.slice(6, 12)}`,
      J0501: '100',
      J0419: 'J',
      J0410: 'EXAMPLE 100',
      J1677: 'MAPX',
      J0483: 'N',
      J0848: on,
      J0098: 'N',
      J0722: on,
    },
    [group('293', register)],
  );
  return group('288', { J0003: of, J1254: on, J0080: 'E' }, [
    group('289', { J0076: '0393', J0300: on }),
    meter,
    group('08A', { J0004: meterOf(of), J1269: on, J1677: 'MAPX' }),
  ]);
}

interface FlowOf {
  readonly flow: string;
  readonly number: number;
  readonly ago: number;
  readonly from: string;
  /** Roles as routes call them. */
  readonly fromRole: string;
  readonly to: string;
  readonly toRole: string;
  readonly instances: readonly Group[];
}

function flow(story: Story, made: FlowOf): DemonstrationFile {
  const { number, ago, from, fromRole, to, toRole, instances } = made;
  const { catalogue, day } = story;
  const createdAt = `${digitsOf(day(ago))}101500`;
  const letterOf = (role: string): string => shippedReference.defaultLetter(role, day(ago)) ?? '';
  const fileIdentifier = `DEMO${String(number).padStart(6, '0')}`;
  const version = [...catalogue.flows.values()].findLast((one) => one.flow === made.flow)?.version;
  const text = printFlowFile(catalogue, {
    envelope: {
      fileIdentifier,
      flow: made.flow,
      version: version ?? '',
      fromRole: letterOf(fromRole),
      fromMpid: from,
      toRole: letterOf(toRole),
      toMpid: to,
      createdAt,
      completedAt: createdAt,
      sendingApplication: '',
      receivingApplication: '',
      broadcast: '',
      testFlag: 'OPER',
    },
    instances,
  });
  const into = from === demonstrationParticipant.mpid ? 'sent' : 'inbox';
  return { name: `${made.flow}_${from}_${fileIdentifier}.usr`, into, text };
}

/**
 * What others send in a simulated check: flow files as a Meter Operator writes them, and of a change
 * of agent the D0148, or the IF-035 of the DIP where the MPAN has migrated. Each is whole and of one
 * MPAN, so that the intake reads it as any other.
 */
import type { Envelope } from '../flow/index.ts';

type Header = Pick<Envelope, 'flow' | 'fromRole' | 'fromMpid' | 'toRole' | 'toMpid' | 'createdAt'> &
  Pick<Envelope, 'version' | 'fileIdentifier' | 'testFlag'>;

/** A whole file with one instance. */
export function flowFileOf(header: Header, records: readonly string[]): string {
  const { flow, version, fileIdentifier: id, fromRole, fromMpid, toRole, toMpid } = header;
  const { createdAt, testFlag } = header;
  return `${[
    `ZHV|${id}|${flow}${version}|${fromRole}|${fromMpid}|${toRole}|${toMpid}|${createdAt}||||${testFlag}|`,
    ...records,
    `ZPT|${id}|${records.length}||1|${createdAt}|`,
  ].join('\r\n')}\r\n`;
}

const purpose = 'MICROGENERATION BACKSTOP CHECK';

/** What a D0002 says, in words that engineers use. */
export const reportWords = {
  has: 'BACKSTOP FITTED',
  hasNot: 'NO BACKSTOP FITTED',
  cannotReverse: 'STATIC METER, CANNOT RUN BACKWARDS',
  replaced: 'NO BACKSTOP FOUND, METER EXCHANGED',
  unclear: 'METER MAY HAVE A BACKSTOP, UNABLE TO CONFIRM',
  refused: 'NOT OUR CONTRACT AREA',
} as const;

/** A D0002 about the meter, as of a day (ccyymmdd). */
export function recordsOfReport(
  mpan: string,
  meterId: string,
  says: keyof typeof reportWords,
  on: string,
): readonly string[] {
  return [
    `004|${mpan}|${purpose}|${on}|`,
    `005|${meterId}|${reportWords[says]}|`,
    `006|01|${says === 'refused' ? '' : on}||`,
    // J0024: 88 is a rejection, 10 a change of meter.
    ...(says === 'refused' ? ['760|88||'] : says === 'replaced' ? ['760|10||'] : []),
  ];
}

/** A D0221: nobody got in. */
export const failedRecords = (mpan: string, on: string): readonly string[] => [
  `504|${mpan}|1|HIGH STREET||||||ANYTOWN||${on}|20|CARD LEFT|`,
];

const installed = '20050401';

/** A D0150 of the meter that was there before. */
export function recordsOfDetails(
  mpan: string,
  meterId: string,
  says: 'has' | 'cannotReverse' | 'nothing',
  on: string,
): readonly string[] {
  // A static meter is known by its type (J0483).
  const type = says === 'cannotReverse' ? 'S1' : 'N';
  return [
    `288|${mpan}|${on}||E|`,
    `289|0393|${on}|||`,
    `290|${meterId}|||100|J|ACME 100|MAPX|||||||||||${type}|${installed}|||||H|${installed}|`,
    '293|01|C|AI|1.00||5|||',
    ...(says === 'has' ? [`296|${on}|BACKSTOP CONFIRMED PRESENT|`] : []),
  ];
}

/** A D0150 by which one meter took the place of another. */
export const exchangeRecords = (
  mpan: string,
  oldMeterId: string,
  newMeterId: string,
  on: string,
): readonly string[] => [
  `288|${mpan}|${on}||E|`,
  `289|0393|${on}|||`,
  `290|${newMeterId}|||100|J|ACME 200|MAPX|||||||||||N|${on}|||||H|${on}|`,
  '293|01|C|AI|1.00||5|||',
  `08A|${oldMeterId}|${on}|MAPX|`,
];

/** A D0148: the old Meter Operator until a day, the new one from the next (ccyymmdd). */
export const changeRecords = (
  mpan: string,
  [oldMpid, until]: readonly [string, string],
  [newMpid, from]: readonly [string, string],
): readonly string[] => [
  `270|${mpan}|20210401|`,
  `274|${oldMpid}|O|`,
  `276|${until}|`,
  `274|${newMpid}|N|`,
  `275|${from}|`,
];

/** An IF-035 by which the next metering service accepts its appointment from a day: a DIP message. */
export const acceptedAppointment = (
  { mpan, supplier, reference }: { mpan: string; supplier: string; reference: string },
  { mpid, from, at }: { mpid: string; from: string; at: string },
): string =>
  JSON.stringify({
    payload: {
      CommonBlock: {
        S0: { interfaceID: 'IF-035', schemaVersion: '011', eventCode: '[MSAppAccepted]' },
        S1: {
          environmentTag: 'PROD',
          senderUniqueReference: reference,
          senderTimestamp: at,
          senderDIPID: '1000000004',
          senderRoleID: 'SMEM',
        },
        M0: { MPANCore: mpan },
        D0: { publicationID: 'PUB-035', transactionID: reference, transactionTimestamp: at },
      },
      CustomBlock: {
        B007: { responseCode: 'A' },
        B012: { serviceProviderAppointmentRequestingSupplierMPID: supplier },
        B070: {
          proposedMeteringServiceMPID: mpid,
          proposedMeteringServiceDIPEffectiveFromDate: `${from}T00:00:00Z`,
        },
      },
    },
  });

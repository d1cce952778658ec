/** DIP messages as text, for tests: an IF-033 unless said otherwise, of a reference of its own. */

interface Said {
  readonly mpan: string;
  readonly reference?: string;
  readonly interfaceId?: string;
  readonly service?: string;
  readonly from?: string;
  readonly supplier?: string;
  readonly incumbent?: string;
  readonly response?: string;
  readonly environment?: string;
  readonly isReplay?: boolean;
  readonly sentAt?: string;
  readonly senderRole?: string;
  readonly meters?: readonly string[];
  readonly linkedExport?: string;
}

export function messageOf(said: Said): string {
  const { mpan, interfaceId = 'IF-033', service = 'SMEX', supplier = 'SUPP', incumbent } = said;
  const reference = said.reference ?? `R-${mpan}`;
  const existing = (said.meters ?? []).map((meterID) => ({
    existingMeter: { meterID, meterInstallationDate: '1994-03-21' },
  }));
  return JSON.stringify({
    payload: {
      CommonBlock: {
        S0: { interfaceID: interfaceId, schemaVersion: '011' },
        S1: {
          environmentTag: said.environment ?? 'PROD',
          senderUniqueReference: reference,
          senderTimestamp: said.sentAt ?? '2026-08-04T10:00:00+01:00',
          senderDIPID: '1000000001',
          senderRoleID: said.senderRole ?? 'REGS',
        },
        M0: { MPANCore: mpan },
        D0: { transactionID: `T-${reference}`, replayIndicator: said.isReplay ?? false },
      },
      CustomBlock: {
        ...(said.response === undefined ? {} : { B007: { responseCode: said.response } }),
        B012: { serviceProviderAppointmentRequestingSupplierMPID: supplier },
        B070: {
          proposedMeteringServiceMPID: service,
          proposedMeteringServiceDIPEffectiveFromDate: `${said.from ?? '2026-08-05'}T00:00:00+01:00`,
        },
        ...(incumbent === undefined ? {} : { B072: { incumbentMeteringServiceMPID: incumbent } }),
        ...(existing.length === 0 ? {} : { B905List: existing }),
        ...(said.linkedExport === undefined
          ? {}
          : {
              B907List: [
                {
                  existingMeter: {
                    linkedImportExportMPAN: said.linkedExport,
                    linkedMPANEnergyDirection: 'E',
                  },
                },
              ],
            }),
      },
    },
  });
}

/** A file of messages, each on a line of its own. */
export const messagesFile = (...messages: readonly string[]): string =>
  `[\n${messages.join(',\n')}\n]\n`;

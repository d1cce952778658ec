/**
 * From the rows of a CSV to the facts of the journal: one event for each, whose key is made of what
 * the row says, so that a row told twice is one fact.
 */
import { localDateOf, startOfDay } from '../calendar/index.ts';
import type { AppointmentEvent, ProcessEvent } from '../process/index.ts';
import type { AppointmentRow, CsvRow, NotificationRow, VisitRow } from './csv-rows.ts';
import { appointment, type Arrival, nextDay } from '../gateway/index.ts';
import { sha256Of } from '../files/index.ts';

/** The events of one CSV row. */
export function csvEvents(arrival: Arrival, row: CsvRow): ProcessEvent[] {
  switch (row.kind) {
    case 'notifications':
      return [notificationEvent(arrival, row)];
    case 'appointments':
      return appointmentEvents(arrival, row);
    case 'visits':
      return [visitEvent(arrival, row)];
    // A person decides: see the desk.
    case 'decisions':
      return [];
  }
}

function notificationEvent(arrival: Arrival, row: NotificationRow): ProcessEvent {
  const { config, receivedAt, file } = arrival;
  const identity = `${row.notifiedOn}/${row.source}/${row.reference}`;
  const known: Record<string, string> = {};
  const keep = (ref: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') known[ref] = value;
  };
  keep('J0004', row.meterId);
  keep('J0010', row.meterRegisterId);
  keep('J0483', row.meterType);
  keep('J0076', row.ssc);
  keep('J0098', row.retrievalMethod);
  keep('J0178', row.meterOperator);
  for (const [index, line] of row.addressLines.entries()) keep(`J${1036 + index}`, line);
  keep('J0263', row.postcode);
  const { technology, capacityKw, commissionedOn } = row;
  const generation = {
    ...(technology === undefined ? {} : { technology }),
    ...(capacityKw === undefined ? {} : { capacityKw }),
    ...(commissionedOn === undefined ? {} : { commissionedOn }),
  };
  return {
    kind: 'notification',
    key: `notification/${row.mpan}/${identity}`,
    mpan: row.mpan,
    effectiveAt: startOfDay(config.headerTimeZone, row.notifiedOn),
    receivedAt,
    sender: '',
    fileIdentifier: identity,
    line: row.line,
    file,
    profile: config.profile,
    notifiedOn: row.notifiedOn,
    source: row.source,
    reference: row.reference,
    knownBackstop: row.knownBackstop,
    known,
    ...(row.exportSince === undefined ? {} : { exportSince: row.exportSince }),
    ...(Object.keys(generation).length === 0 ? {} : { generation }),
  };
}

function appointmentEvents(arrival: Arrival, row: AppointmentRow): ProcessEvent[] {
  const { config, receivedAt, file } = arrival;
  const source = {
    mpan: row.mpan,
    key: `appointment/${row.mpan}`,
    receivedAt,
    sender: '',
    fileIdentifier: 'appointments',
    line: row.line,
    file,
    profile: config.profile,
    zone: config.headerTimeZone,
  };
  const events: ProcessEvent[] = [];
  const add = (what: AppointmentEvent['what'], party: string, on: string): void => {
    events.push(appointment(source, what, party, on));
  };
  if (row.supplier !== undefined) add('supplier', row.supplier, row.from);
  if (row.meterOperator !== undefined) {
    add('meterOperator', row.meterOperator, row.from);
    if (row.to !== undefined) add('meterOperatorEnds', row.meterOperator, nextDay(row.to));
  }
  // An effective-to date is the last day; what ends, ends with it.
  if (row.supplierTo !== undefined) {
    add('supplierEnds', row.supplier ?? config.mpid, nextDay(row.supplierTo));
  }
  if (row.linkedExportMpan !== undefined) {
    const on = linkedOn(row);
    const linked = appointment(source, 'linkedExport', row.linkedExportMpan, on);
    const effectiveAt = startOfDay(config.headerTimeZone, knownOn(row, on, source));
    events.push({ ...linked, effectiveAt });
  }
  return events;
}

/** Ours: before the Supplier of the row supplies it is asked for nothing. */
function linkedOn({ linkedExportOn: on, from, supplier }: AppointmentRow): string {
  return on === undefined || (supplier !== undefined && on < from) ? from : on;
}

const linkDaysMax = 14;

/**
 * Ours: no check begins so long before its file came that it was overdue before anybody could know. An
 * appointment of years ago does not say since when the link is known; the day of the file does.
 */
function knownOn(
  { linkedExportOn }: AppointmentRow,
  on: string,
  { receivedAt, zone }: { readonly receivedAt: string; readonly zone: string },
): string {
  if (linkedExportOn !== undefined) return on;
  const came = Temporal.PlainDate.from(localDateOf(zone, receivedAt));
  return on < came.subtract({ days: linkDaysMax }).toString() ? came.toString() : on;
}

function visitEvent(arrival: Arrival, row: VisitRow): ProcessEvent {
  const { config, receivedAt, file } = arrival;
  const items: Record<string, string> = { ...row.items };
  if (row.manufacturersMakeAndType !== undefined) items['J0410'] = row.manufacturersMakeAndType;
  if (row.newMeterType !== undefined) items['J0483'] = row.newMeterType;
  return {
    kind: 'visit',
    // Ours: the whole row names a visit, so that one told again with what was missing is news.
    key: `visit/${row.mpan}/${row.visitedOn}/${row.outcome}/${digestOf(row, items)}`,
    mpan: row.mpan,
    // Ours: a visit counts from when the gateway hears of it, for it only supplies what is sent.
    effectiveAt: receivedAt,
    receivedAt,
    sender: '',
    fileIdentifier: `visit/${row.visitedOn}`,
    line: row.line,
    file,
    profile: config.profile,
    visitedOn: row.visitedOn,
    outcome: row.outcome,
    meterId: row.meterId ?? null,
    newMeterId: row.newMeterId ?? null,
    remarks: row.remarks ?? null,
    items,
  };
}

function digestOf({ meterId, newMeterId, remarks }: VisitRow, items: object): string {
  const said = [meterId, newMeterId, remarks, ...Object.entries(items).flat()];
  return sha256Of(JSON.stringify(said)).slice(0, 12);
}

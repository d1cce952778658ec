/** Standings, events and alerts as people say them. */
import type {
  AppointmentEvent,
  DipOrigin,
  Generation,
  ProcessEvent,
  RaisedAlert,
  Site,
} from '../process/index.ts';
import type { Standing } from '../report/index.ts';
import type { Receipt } from '../store/index.ts';
import { count, dateInWords, owesInWords, roleInWords } from '../words.ts';

/** "Meter Operator MOPX owes D0002 by the end of Mon 17 Aug 2026: 3 Working Days left." */
export function standingInWords(standing: Standing): string {
  const { owner, owedBy, owes, awaited, dueOn, overdue, workingDaysLeft } = standing;
  const who = `${roleInWords(owner)}${owedBy === null ? '' : ` ${owedBy}`}`;
  const what = awaited ? owesInWords(owes) : 'the removal of the old meter (08A)';
  if (dueOn === null)
    return `${who} owes ${what}. When it is due is not known: bank holidays are missing.`;
  const days = workingDaysLeft === null ? null : Math.abs(workingDaysLeft);
  if (overdue) {
    const over = days === null ? '' : `, ${count(days, 'Working Day', 'Working Days')} ago`;
    return `OVERDUE: ${who} owes ${what}, which was due on ${dateInWords(dueOn)}${over}.`;
  }
  const left = days === null ? '' : `: ${count(days, 'Working Day', 'Working Days')} left`;
  return `${who} owes ${what} by the end of ${dateInWords(dueOn)}${left}.`;
}

export function eventInWords(event: ProcessEvent): string {
  switch (event.kind) {
    case 'flow': {
      const { flow, sender, fromRole, toMpid, toRole, fileIdentifier } = event;
      return `${flow} from ${sender} (${fromRole}) to ${toMpid} (${toRole}), file ${fileIdentifier}`;
    }
    case 'notification':
      return `notification by ${event.source}, reference ${event.reference}`;
    case 'appointment':
      return `${appointmentInWords(event)}${ofMessage(event.dip)}`;
    case 'message':
      return `message ${event.fileIdentifier} of the DIP${ofMessage(event.dip)}`;
    case 'visit':
      return `visit on ${dateInWords(event.visitedOn)}: ${event.outcome}`;
    case 'undelivered':
      return `channel ${event.channel} was not told of ${event.alertKind} and was given up`;
    case 'acknowledged': {
      const { sent, outcome, reason } = event;
      return `${sent} was ${outcome}, says the transfer service${reason === '' ? '' : `: ${reason}`}`;
    }
    case 'erased':
      return `personal data erased by ${event.who}: "${event.reason}"`;
    case 'operator':
      break;
  }
  return event.reason === '' ? event.who : `${event.who}: "${event.reason}"`;
}

function appointmentInWords({ what, party, sender }: AppointmentEvent): string {
  if (what === 'linkedExport') return `notification by linked export MPAN, reference ${party}`;
  if (what === 'terminated') return `D0151 from ${sender}: the appointment of ${party} ends`;
  return `appointment: ${what} ${party}`;
}

const ofMessage = (dip: DipOrigin | undefined): string =>
  dip === undefined ? '' : `, ${dip.interfaceId} at ${dip.path}`;

/** "BREACHED: MPAN 1012044110074, investigating: Meter Operator owes D0002, due Tue 21 Jul 2026". */
export function alertInWords(
  alert: Pick<RaisedAlert, 'kind' | 'number' | 'mpan' | 'stage' | 'owner' | 'owes' | 'dueOn'>,
): string {
  const { kind, number, mpan, stage, owner, owes, dueOn } = alert;
  const title = number === null ? kind : `${kind} ${number}`;
  const who = `${roleInWords(owner)} owes ${owesInWords(owes)}`;
  return `${title}: MPAN ${mpan}, ${stage}: ${who}, due ${dateInWords(dueOn)}`;
}

/** "E12Z000104, S1, since Mon 3 Aug 2026", a text for each meter. */
export const metersInWords = ({
  meters,
  meterType,
}: Pick<Site, 'meters' | 'meterType'>): readonly string[] =>
  meters.map(({ id, installedOn, removedOn }) =>
    [
      id,
      removedOn === null ? meterType : `removed on ${dateInWords(removedOn)}`,
      installedOn === null ? null : `since ${dateInWords(installedOn)}`,
    ]
      .filter(Boolean)
      .join(', '),
  );

/** "Solar photovoltaic, 3.68 kW, commissioned on Mon 3 Aug 2026"; empty where nothing is told. */
export const generationInWords = ({
  technology,
  capacityKw,
  commissionedOn,
}: {
  readonly [Key in keyof Generation]?: Generation[Key] | null | undefined;
}): string =>
  [
    technology,
    capacityKw == null ? null : `${capacityKw} kW`,
    commissionedOn == null ? null : `commissioned on ${dateInWords(commissionedOn)}`,
  ]
    .filter(Boolean)
    .join(', ');

/** Of a file that was not taken in: what stands against it first, with what to do. */
export const firstAgainst = ({
  outcome,
  findings,
}: Pick<Receipt, 'outcome' | 'findings'>): Receipt['findings'][number] | undefined =>
  outcome === 'set-aside'
    ? findings[0]
    : outcome === 'rejected'
      ? findings.find(({ severity }) => severity === 'reject')
      : undefined;

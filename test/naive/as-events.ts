/** The same facts as Pawl hears them: flows with their records, rows, and a person's acts. */
import type { ExceptionCode, ProcessEvent } from '../../src/process/index.ts';
import {
  appointment,
  cancel,
  d0001,
  d0001Notice,
  d0002,
  d0142,
  d0150,
  d0221,
  decide,
  notification,
  reports,
  resolve,
  takeBack,
} from '../process/events.ts';
import type { Fact, ToldMeter, What } from './facts.ts';

/** When and by whom a fact is told; `number` makes its File Identifier its own. */
export interface Telling {
  readonly at: string;
  readonly came: string;
  readonly sender: string;
  readonly number: number;
  readonly profile: string;
}

export interface Told {
  readonly fact: Fact;
  readonly event: ProcessEvent;
}

/** A fact and its event, which share their name, sender and file identifier. */
export function toldAs(what: What, telling: Telling, cause?: ProcessEvent): Told {
  const event = { ...eventOf(what, telling, cause), profile: telling.profile } as ProcessEvent;
  const { key, effectiveAt: at, receivedAt: came, sender, fileIdentifier } = event;
  return { event, fact: { key, at, came, sender, fileIdentifier, what } };
}

function eventOf(what: What, telling: Telling, cause: ProcessEvent | undefined): ProcessEvent {
  const { number, sender } = telling;
  const at = telling.at.slice(0, 19).replace('T', ' ');
  const day = at.slice(0, 10);
  const more = { receivedAt: telling.came, id: String(number).padStart(3, '0'), line: 2 };
  switch (what.kind) {
    case 'notification':
      return notification(day, { knownBackstop: what.knownBackstop });
    case 'notice':
      return d0001Notice(at, { ...more, ...noticeLabels[what.label] });
    case 'D0001':
      return d0001(at, { ...more, ...requestLabels[what.label], to: what.to });
    case 'D0142': {
      const text = { strong: 'NO BACKSTOP, REPLACE METER', weak: 'PV SITE', none: 'NEW METER' };
      return d0142(at, { ...more, text: text[what.label], removes: what.takesAway, to: what.to });
    }
    case 'D0002': {
      const told: { text?: string; code?: string } = reports[what.says];
      if (!what.isAbout) {
        const other = { reason: 'DISPLAY BLANK', suspectedOn: '2026-01-01', text: 'SEALS OK' };
        return d0002(at, { ...more, ...other, sender });
      }
      const meters = what.meters.map((id) => [id, told.text ?? ''] as const);
      const { code } = told;
      return d0002(at, { ...more, meters, sender, ...(code === undefined ? {} : { code }) });
    }
    case 'D0150':
      return d0150(at, {
        ...more,
        sender,
        meters: what.meters.map(meterOf),
        removed: what.removed,
      });
    case 'D0221':
      return d0221(at, { ...more, sender });
    case 'decide':
      return decide(at, what.decision);
    case 'cancel':
      return cancel(at);
    case 'resolve':
      if (cause === undefined) throw new Error('what is settled has a cause');
      return resolve(at, what.code as ExceptionCode, cause, what.accept);
    case 'takeBack':
      if (cause?.kind !== 'operator') throw new Error('what is taken back is an act');
      return takeBack(at, cause);
    case 'meterOperator':
    case 'meterOperatorEnds':
    case 'supplier':
    case 'supplierEnds':
      return appointment(day, what.kind, what.party);
    case 'linkedExport':
      return appointment(day, 'linkedExport', '2000000000014');
    case 'terminated': {
      const { party, since } = what;
      const ended = appointment(day, 'terminated', party);
      const [fromRole, toRole, toMpid] = ['X', 'M', party];
      const header = { flow: 'D0151', fromRole, toRole, toMpid, createdAt: ended.effectiveAt };
      const told = { ...ended, sender: 'SUPP', header };
      return since === null
        ? told
        : { ...told, key: `${ended.key}/since/${since}`, endedAt: since };
    }
  }
}

const noticeLabels = {
  code: {},
  words: { reason: 'SOLAR PANELS', code: null },
  none: { reason: 'NO READING', code: null },
} as const;

const requestLabels = {
  strong: {},
  weak: noticeLabels.words,
  none: noticeLabels.none,
} as const;

function meterOf({ id, installedOn, nature, text }: ToldMeter) {
  const words = { has: 'BACKSTOP FITTED', hasNot: 'NO BACKSTOP FITTED', other: 'SEALS OK' };
  return {
    id,
    installedOn,
    type: { plain: 'N', halfHourly: 'H', static: 'S1', exports: 'N' }[nature],
    exports: nature === 'exports',
    ...(text === null ? {} : { says: [text.on, words[text.says]] as const }),
  };
}

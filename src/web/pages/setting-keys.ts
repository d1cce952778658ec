/** Settings in the order in which people look for them, and their values in words. */
import { valueInWords } from '../../config/index.ts';

const groups: readonly (readonly [name: string, keys: readonly string[]])[] = [
  [
    'Process',
    [
      'mpid',
      'role',
      'profile',
      'profiles',
      'send',
      'fourEyes',
      'linkedExportOpensCheck',
      'staticMeterTypes',
      'rules',
    ],
  ],
  [
    'Time',
    [
      'calendar',
      'calendars',
      'cutoff',
      'nonWorkingTrigger',
      'measureBy',
      'lateClaimWorkingDays',
      'headerTimeZone',
    ],
  ],
  [
    'Alerts',
    [
      'dueSoonWorkingDays',
      'escalateEveryWorkingDays',
      'escalationsMax',
      'channels',
      'alertRoutes',
      'smtp',
    ],
  ],
  ['Counterparties and reports', ['counterparties', 'chaseAt', 'reports', 'calendarFeed']],
  [
    'Files',
    [
      'testFlag',
      'otherTestFlags',
      'environmentTag',
      'fileIdentifierPrefix',
      'outboxName',
      'acknowledgements',
      'quietPeriodMs',
      'csvQuietPeriodMs',
      'rescanMs',
      'folders',
      'pickUps',
      'outboxTo',
      'retention',
      'keeping',
      'limits',
    ],
  ],
  ['Machine', ['web', 'metrics', 'logLevel', 'logFolder', 'audit']],
];

/** What is named nowhere above comes last, so that no setting is left out. */
export function settingGroups(
  all: readonly string[],
): readonly { readonly name: string; readonly keys: readonly string[] }[] {
  const named = new Set(['$schema', ...groups.flatMap(([, keys]) => keys)]);
  const rest = all.filter((key) => !named.has(key));
  return [...groups, ['More', rest] as const]
    .map(([name, keys]) => ({ name, keys: keys.filter((key) => all.includes(key)) }))
    .filter(({ keys }) => keys.length > 0);
}

interface Setting {
  readonly path: string;
  readonly value: string;
}

/** A key with its value, or with the values of its parts. */
export function settingsUnder(path: string, value: unknown): readonly Setting[] {
  if (path === 'web.tokens') return [{ path, value: peopleInWords(value) }];
  // What a profile is made of is told with the profiles.
  if (path === 'profiles') return [{ path, value: Object.keys(value ?? {}).join(', ') || 'none' }];
  if (Array.isArray(value)) return [{ path, value: listInWords(value) }];
  if (typeof value !== 'object' || value === null) {
    return [{ path, value: value === undefined ? 'not set' : valueInWords(value) }];
  }
  const parts = Object.entries(value);
  if (parts.length === 0) return [{ path, value: 'none' }];
  return parts.flatMap(([key, part]) => settingsUnder(`${path}.${key}`, part));
}

const listInWords = (values: readonly unknown[]): string =>
  values.length === 0 ? 'none' : values.map(valueInWords).join(', ');

/** Who may come in, and as what; never with what. */
const peopleInWords = (tokens: unknown): string =>
  Array.isArray(tokens) && tokens.length > 0
    ? tokens
        .map(
          ({ name, person = name, role }) =>
            `${person === name ? name : `${name} of ${person}`} (${role})`,
        )
        .join(', ')
    : 'none';

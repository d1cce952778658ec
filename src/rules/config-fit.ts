/**
 * Whether a configuration fits the workspace it is for: what its shape cannot say, and only the
 * store, the bank holidays and the disk can.
 */
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { BankHolidays, LocalDate } from '../calendar/index.ts';
import { type Config, withoutTokensIn } from '../config/index.ts';
import {
  type MarketReference,
  marketRolesOf,
  meterOperatorSide,
  type Side,
  supplierSide,
} from '../market/index.ts';
import { profilesWith } from '../process/index.ts';
import type { ConfigHistoryStore } from '../store/index.ts';

interface Surrounding {
  readonly workspace: string;
  readonly holidays: BankHolidays;
  /** Null where there is no store yet. */
  readonly store: ConfigHistoryStore | null;
  /** The configuration in force, where there is one. */
  readonly inForce: Config | null;
}

/** Everything that is wrong with a configuration in this workspace, each with what to do. */
export async function misfitsOf(config: Config, around: Surrounding): Promise<readonly string[]> {
  const misfits = [
    ...participantMisfits(config, around.inForce),
    ...calendarMisfits(config, around.holidays),
    ...(await profileMisfits(config, around)),
    ...routeMisfits(config),
    ...folderMisfits(config, around.workspace),
  ];
  return misfits.map(withoutTokensIn);
}

/**
 * Letters to write under that would not be read back on their side on this date, and so are not
 * written. No misfit: what names them may be merged tomorrow.
 */
export function unreadLetters(
  { letters }: Config,
  reference: MarketReference,
  on: LocalDate,
): readonly string[] {
  const roles = marketRolesOf(reference);
  const told: [string, Side, string | undefined][] = [
    ['supplier', supplierSide, letters.supplier],
    ['meterOperator', meterOperatorSide, letters.meterOperator],
  ];
  return told.flatMap(([key, side, letter]) => {
    if (letter === undefined || roles.sideOf(letter, on) === side) return [];
    const party = roles.partyOf(letter, on);
    const is =
      party === null ? 'a letter that nobody here knows' : `the letter of another: ${party}`;
    return [
      `letters.${key} is "${letter}", ${is}. Nothing is written under it: pawl reference lists the ` +
        'letters that are known, and reference/ takes M16 data that knows more',
    ];
  });
}

/** Names of files in outbox/ that are sound and that a transfer gateway may not take. */
export const doubtfulNames = ({ outboxName }: Config): readonly string[] =>
  outboxName.endsWith('.usr')
    ? []
    : [
        `outboxName is "${outboxName}", which does not end in .usr: see that whoever takes files ` +
          'from outbox/ takes them by that name',
      ];

function participantMisfits(config: Config, inForce: Config | null): string[] {
  if (inForce === null) return [];
  return (['mpid', 'role'] as const).flatMap((key) =>
    config[key] === inForce[key]
      ? []
      : [
          `${key} is "${config[key]}", but this workspace belongs to ${inForce.mpid} in role ` +
            `${inForce.role}: put it back, or make another workspace with pawl init`,
        ],
  );
}

function calendarMisfits(config: Config, holidays: BankHolidays): string[] {
  const named: [string, string | undefined][] = [
    ['calendar', config.calendar],
    ...Object.entries(config.calendars).map(([id, name]): [string, string] => [
      `calendars.${id}`,
      name,
    ]),
    ...Object.entries(config.counterparties).map(
      ([id, { calendar }]): [string, string | undefined] => [
        `counterparties.${id}.calendar`,
        calendar,
      ],
    ),
  ];
  const known = Object.keys(holidays).join(', ');
  return named.flatMap(([key, name]) =>
    name === undefined || Object.hasOwn(holidays, name)
      ? []
      : [
          `${key} is "${name}", whose bank holidays are not known: use one of ${known}, or put a ` +
            'feed with that division into calendar/',
        ],
  );
}

/** A profile that the journal goes by is needed for as long as the journal is read. */
async function profileMisfits(
  config: Config,
  { store, inForce }: Surrounding,
): Promise<readonly string[]> {
  if (store === null || inForce === null) return [];
  const { profiles } = profilesWith(config.profiles);
  const misfits: string[] = [];
  for (const id of Object.keys(inForce.profiles)) {
    if (profiles.has(id) || !(await store.isProfileInUse(id))) continue;
    misfits.push(
      `profiles.${id} is gone, and checks still use it: put it back; "profile" alone ` +
        'says what new checks use',
    );
  }
  return misfits;
}

function routeMisfits({ alertRoutes, profiles: own }: Config): string[] {
  const { profiles } = profilesWith(own);
  const stages = new Set([...profiles.values()].flatMap(({ stages: all }) => Object.keys(all)));
  return alertRoutes.flatMap((route, index) =>
    (route.stages ?? [])
      .filter((stage) => !stages.has(stage))
      .map(
        (stage) =>
          `alertRoutes.${index}.stages: "${stage}" is not a stage of any profile: use one of ` +
          [...stages].join(', '),
      ),
  );
}

function folderMisfits({ folders }: Config, workspace: string): string[] {
  return Object.entries(folders).flatMap(([name, given]) => {
    if (given === undefined) return [];
    const place = resolve(workspace, given);
    const own = join(workspace, name);
    const key = `folders.${name} is "${given}"`;
    const isLinked =
      existsSync(own) && existsSync(place) && realpathSync(own) === realpathSync(place);
    if (isLinked) return [];
    const stats = lstatSync(own, { throwIfNoEntry: false });
    if (stats?.isDirectory() === true && readdirSync(own).length > 0) {
      return [`${key}, but ${own} is not empty: stop the gateway and move what is in it there`];
    }
    const nearest = nearestFolder(place);
    return isWritable(nearest)
      ? []
      : [`${key}, and this user cannot write in ${nearest}: give the right, or name another place`];
  });
}

function nearestFolder(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function isWritable(folder: string): boolean {
  try {
    if (!statSync(folder).isDirectory()) return false;
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

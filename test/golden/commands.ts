/**
 * Every command, as it is asked. A command that `pawl --help` names and that has no row here fails
 * the test, or says below why it has none.
 */
import { join } from 'node:path';
import { refusedFeed, unclearWords } from './make-desk.ts';
import { filesOfStory, samples } from './stories.ts';

export interface Asked {
  /** Of the file it is frozen in. */
  readonly name: string;
  readonly args: readonly string[];
  /** The workspace; null where none is needed. */
  readonly at: 'desk' | 'meterOperator' | 'acting' | null;
}

/** What is known of the desk, to ask about. */
export interface Subjects {
  readonly folder: string;
  readonly alertKey: string;
  readonly openCheck: string;
  readonly closedCheck: string;
  readonly unclear: string;
  readonly purged: string;
  readonly erased: string;
  readonly held: string;
  readonly proposed: string;
  readonly decidable: string;
  readonly cancellable: string;
  readonly orphanItem: string;
  readonly approvable: string;
  readonly rejectedFile: string;
  readonly rejectedId: string;
  readonly appliedFile: string;
  readonly appliedId: string;
  readonly appliedName: string;
  readonly setAsideId: string;
  readonly rowsId: string;
  readonly sentName: string;
  readonly erasable: string;
}

export const notAsked: Readonly<Record<string, string>> = {
  run: 'works until it is stopped; test/cli/run.test.ts',
  web: 'works until it is stopped; test/several/web.several.ts',
  start: 'works until it is stopped; test/cli/pages.test.ts',
  move: 'takes a database; test/postgres/move.test.ts',
  restore: 'what it says depends on the second; test/keeping/restore.test.ts',
};

export function askedOfCommands(known: Subjects): Asked[] {
  return [
    ...reading(known),
    ...looking(known),
    ...papers(known),
    ...files(),
    ...samplesAsked(),
    ...acts(known),
  ];
}

/** Without who acts and why: that is the same for all. */
const nameOf = (args: readonly string[]): string =>
  args
    .filter(
      (arg, index) => ![arg, args[index - 1]].some((one) => one === '--reason' || one === '--who'),
    )
    .map((arg) => arg.replace(/^--/, '').split('/').at(-1) ?? '')
    .join(' ')
    .replaceAll(/[^\w.]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 90);

const one = (at: Asked['at'], ...args: readonly string[]): Asked => ({
  name: `commands/${at === 'meterOperator' ? 'meter-operator-' : ''}${nameOf(args)}`,
  args,
  at,
});

/** As text and as JSON. */
const both = (at: Asked['at'], ...args: readonly string[]): Asked[] => [
  one(at, ...args),
  one(at, ...args, '--json'),
];

function reading(known: Subjects): Asked[] {
  const desk = (...args: readonly string[]): Asked[] => both('desk', ...args);
  const names = ['breaches', 'deadlines', 'performance', 'orphans', 'exceptions'];
  return [
    ...desk('checks'),
    ...desk('checks', 'count', '--late', 'breached'),
    ...['exceptions', 'files', 'outbox', 'acts', 'alerts'].flatMap((list) => desk(list, 'count')),
    ...desk('files', '--by', 'name', '--limit', '7'),
    ...desk('exceptions', '--by', 'sender', '--limit', '7'),
    ...desk('checks', '--breached'),
    ...desk('checks', '--state', 'investigating'),
    ...desk('checks', '--mpan', known.openCheck),
    ...desk('checks', '--mpan', '1012041370074'),
    ...desk('checks', '--state', 'nowhere'),
    ...[known.openCheck, known.closedCheck, known.unclear, known.purged].flatMap((mpan) =>
      desk('explain', mpan),
    ),
    ...[known.erased, known.held, known.proposed].flatMap((mpan) => desk('explain', mpan)),
    ...desk('explain', known.closedCheck, '--as-of', '2026-10-05T12:00:00Z'),
    ...desk('explain', '1012041370073', '--page', '2'),
    ...desk('outlook', known.openCheck),
    ...desk('outlook', known.openCheck, '--until', '2027-01-05'),
    ...desk('forecast'),
    ...desk('forecast', '--party', 'MO03', '--csv'),
    ...desk('exceptions'),
    ...desk('exceptions', '--all'),
    ...desk('exceptions', '--open', 'any', '--limit', '7'),
    ...desk('exceptions', 'groups'),
    ...desk('proposals'),
    ...desk('acts', '--limit', '7'),
    ...desk('acts', '--act', 'decide', '--mpan', known.proposed),
    ...desk('exceptions', '--code', 'REPORT_UNCLEAR'),
    ...desk('exceptions', '--sender', 'MO09'),
    ...desk('deadlines'),
    one('desk', 'deadlines', '--csv'),
    ...names.flatMap((name) => [...desk('report', name), one('desk', 'report', name, '--csv')]),
    ...desk('report', 'breaches', '--from', '2026-10-01', '--to', '2026-10-31'),
    ...desk('report', 'gossip'),
    ...desk('queue'),
    ...desk('queue', '--all'),
    ...desk('queue', '--late', 'breached', '--by', 'cause', '--limit', '7'),
    ...desk('queue', 'causes'),
    ...desk('queue', 'causes', '--code', 'REPORT_UNCLEAR'),
    ...desk('decide', 'words', unclearWords, 'hasNot'),
    ...desk('decide', 'words', 'nobody says this', 'hasNot'),
    ...desk('audit', '--who', 'nobody'),
    ...desk('audit', 'count', '--who', 'nobody'),
    ...desk('template', 'visits'),
    ...desk('template', 'cakes'),
    ...desk('rule', 'doubted'),
    ...desk('rule', 'meter-exchanged'),
    ...desk('rule', 'gossip'),
    ...desk('find', 'crowd nothing'),
    ...desk('find', known.openCheck),
    ...desk('find', '--mpan', known.closedCheck),
    ...desk('find', '--file', 'RQ0010001'),
    ...desk('find', '--party', 'MOPX', '--from', '2026-06-01', '--to', '2026-06-30'),
    one('desk', 'find', '--mpan', known.closedCheck, '--csv'),
    ...desk('find'),
    ...desk('trace', known.alertKey),
    ...desk('trace', 'nothing'),
    ...desk('approve'),
    ...desk('approve', '--party', 'MO01', '--dry-run'),
  ];
}

function looking({ closedCheck, erased, folder, sentName }: Subjects): Asked[] {
  const desk = (...args: readonly string[]): Asked[] => both('desk', ...args);
  const other = join(folder, 'other.config.json');
  return [
    ...['today', 'visits', 'me', 'stages', 'files', 'outbox', 'findings'].flatMap((word) =>
      desk(word),
    ),
    ...desk('stages', '--owner', 'M', '--breached'),
    ...desk('files', '--outcome', 'rejected', '--limit', '5'),
    ...desk('file', '1'),
    ...desk('lines', '2'),
    ...desk('sent', sentName),
    ...desk('alerts', 'list', '--kind', 'BREACHED'),
    ...desk('calendar', 'holidays'),
    ...desk('calendar', 'days', '--from', '2026-10-01', '--to', '2026-10-31'),
    ...desk('health'),
    ...desk('verify'),
    ...desk('alerts', 'status'),
    ...desk('alerts', 'test', 'silent'),
    ...desk('config', 'check'),
    ...desk('config', 'check', join(folder, 'wrong.config.json')),
    ...desk('config', 'check', '--provider'),
    ...desk('config', 'preview', other),
    ...desk('config', 'history'),
    ...desk('config', 'history', '--limit', '3'),
    ...desk('config', 'changed', '2'),
    ...desk('calendar', 'undo'),
    ...desk('calendar', 'accept', refusedFeed.name),
    ...desk('reference'),
    ...desk('reference', '--letter', 'q', '--mpid', 'AMEX', '--on', '2026-01-01'),
    ...desk('reference', 'merges'),
    ...desk('reference', 'preview', join(samples, 'reference', 'ISDEntityM18.csv')),
    ...desk('reference', 'preview', join(samples, 'reference', 'ISDEntityM18-columns-missing.csv')),
    ...desk('reference', 'teach', 'Y', 'AMVLP', '--from', '2026-01-01'),
    ...desk('reference', 'undo', '1'),
    ...desk('flows', 'import', join(samples, '..', 'flows', 'D0002_001.json'), '--diff'),
    ...desk('flows', 'import', join(samples, 'README.md'), '--diff'),
    ...desk('purge', '--dry-run', '--who', 'otto'),
    one('desk', 'export', closedCheck),
    one('desk', 'export', erased),
    ...['checks', 'exceptions', 'queue', 'explain 1012105760070'].flatMap((words) =>
      both('meterOperator', ...words.split(' ')),
    ),
    ...both('meterOperator', 'approve'),
    ...both('meterOperator', 'report', 'performance'),
    ...both('meterOperator', 'health'),
  ];
}

function papers({ folder }: Subjects): Asked[] {
  const desk = (...args: readonly string[]): Asked[] => both('desk', ...args);
  const day = ['--on', '2024-01-12'];
  const story = join(samples, 'capacity-market-before-and-after-cp392');
  const components = join(story, 'cm-components-2026-09.csv');
  return [
    ...desk('approvals', 'check', '--model', 'Prometer 100', '--cop', '5', ...day),
    ...desk('approvals', 'check', '--model', 'Nothing 1', '--cop', '5', ...day),
    ...desk('approvals', 'protocol', '--mpid', 'SSIL', '--model', 'Prometer 100', ...day),
    ...desk('approvals', 'report'),
    one('desk', 'approvals', 'report', '--csv'),
    ...desk('capacity-market', components),
    ...desk('capacity-market', components, '--rule', 'pre-CP392'),
    one('desk', 'capacity-market', components, '--csv'),
    ...desk('capacity-market', 'report'),
    one('desk', 'capacity-market', 'report', '--csv'),
    ...desk('capacity-market', 'rules'),
    one(null, 'init', join(folder, 'made'), '--mpid', 'MOPX', '--role', 'M'),
    one(null, 'init', join(folder, 'made'), '--mpid', 'MOPX', '--role', 'M'),
    one(null, 'schema'),
    ...both(null, 'rules', 'test'),
    one(null, 'rules', 'test', '--csv'),
    ...both(null, 'calendar', 'due', '2026-12-18'),
    ...both(null, 'calendar', 'due', '2026-12-18T17:30', '--cutoff', '17:00', '--roll-forward'),
    ...both(null, 'calendar', 'due', '2029-01-02'),
  ].filter((asked, index, all) => all.findIndex(({ name }) => name === asked.name) === index);
}

/** Some stories of each kind: flow files of every flow, what is wrong with them, rows. */
function files(): Asked[] {
  const stories = [
    'broken-envelopes',
    'broken-groups-and-items',
    'broken-csv-files',
    'meter-operator-changes-by-d0148',
    'option-3-answers-disagree',
  ];
  return stories.flatMap((story) => {
    const [first = '', ...rest] = filesOfStory(story);
    const all = both(null, 'check', first, ...rest).map((asked, index) => ({
      ...asked,
      name: `samples/check-${story}${index === 0 ? '' : '-json'}`,
    }));
    const shown = [first, rest.at(-1) ?? first].flatMap((file, place) =>
      both(null, 'show', file).map((asked, index) => ({
        ...asked,
        name: `samples/show-${story}-${place + 1}${index === 0 ? '' : '-json'}`,
      })),
    );
    return [...all, ...shown];
  });
}

/** Few homes, so that it is quick; the same seed gives the same bytes. */
const comparing = ['compare', '--checks', '40', '--sensitivity', '2'] as const;

function samplesAsked(): Asked[] {
  return [...both(null, ...comparing), one(null, 'compare', '--print-parameters'), ...stories()];
}

function stories(): Asked[] {
  return ['option-1-no-backstop-replaced-in-time', 'two-people-decide', 'set-aside'].flatMap(
    (story) =>
      both(null, 'replay', join(samples, story)).map((asked, index) => ({
        ...asked,
        name: `samples/replay-${story}${index === 0 ? '' : '-json'}`,
      })),
  );
}

/** One after the other, at a desk of their own; each sees what those before it did. */
function acts(known: Subjects): Asked[] {
  const why = ['--reason', 'asked by telephone'];
  const who = ['--who', 'otto'];
  const act = (...args: readonly string[]): Asked => one('acting', ...args, ...who);
  const withReason = (...args: readonly string[]): Asked => act(...args, ...why);
  const json = (asked: Asked): Asked => ({
    ...asked,
    name: `${asked.name}-json`,
    args: [...asked.args, '--json'],
  });
  return [
    withReason('decide', known.decidable, 'hasNot'),
    withReason('decide', known.decidable, 'has'),
    withReason('decide', known.decidable, 'maybe'),
    withReason('decide', known.decidable, 'hasNot', '--revision', '1'),
    one('acting', 'decision', known.decidable),
    json(act('take-back', known.decidable)),
    withReason('take-back', known.decidable),
    one('acting', 'decision', known.decidable, '--json'),
    act('claim', known.decidable, known.cancellable),
    act('claim', known.decidable),
    json(act('hand-over', known.decidable, 'anna')),
    act('release', known.decidable),
    withReason('release', known.decidable),
    act('note', known.decidable, 'the landlord has the key'),
    act('call', known.decidable, '--party', 'MO01', '--whom', 'scheduling', '--said', 'on Friday'),
    act('call-about', 'MO01', known.decidable, '--whom', 'scheduling', '--said', 'next week'),
    one('acting', 'team', known.decidable),
    one('acting', 'calls', 'MO01'),
    one('acting', 'claims'),
    one('acting', 'since', '--what', 'came', '--limit', '3'),
    act('view', 'save', 'Late', '--list', 'checks', '--query', 'late=breached', '--shared', 'yes'),
    one('acting', 'views'),
    act('view', 'drop', 'Late'),
    withReason('cancel', known.cancellable),
    act('cancel', known.cancellable, '--reason', ' '),
    withReason('resolve', known.orphanItem, 'dismiss'),
    withReason('resolve', 'nothing', 'accept'),
    act('resolve', 'RESPONSE_WITHOUT_REQUEST:MO09', 'dismiss'),
    withReason('resolve', 'RESPONSE_WITHOUT_REQUEST:MO09', 'dismiss'),
    one('acting', 'dismissal', 'RESPONSE_WITHOUT_REQUEST:MO09'),
    act('take-back', 'group', 'RESPONSE_WITHOUT_REQUEST:MO09'),
    one('acting', 'dismissal', 'UNEXPECTED_FLOW:MO01', '--json'),
    json(withReason('approve', known.approvable)),
    withReason('approve', '--party', 'MO04', '--due-by', '2026-11-10'),
    withReason('approve', 'nothing'),
    one('acting', 'undo'),
    withReason('undo', '--all'),
    one('acting', 'decisions', '--dry-run', `${known.folder}/pawl.config.json`),
    withReason('decide', 'words', unclearWords.toUpperCase(), 'askAgain'),
    json(withReason('decide', 'words', unclearWords, 'askAgain')),
    withReason('requeue', known.rejectedFile),
    json(withReason('resubmit', known.appliedFile)),
    json(withReason('resubmit', 'nothing.usr')),
    ...both('acting', 'chase'),
    ...both('acting', 'chase', '--party', 'MO05'),
    act('alerts', 'retry', 'silent', ...why),
    json(withReason('reference', 'teach', 'Y', 'AMVLP')),
    withReason('reference', 'undo', '1'),
    json(withReason('calendar', 'undo')),
    json(withReason('calendar', 'accept', refusedFeed.name)),
    json(withReason('erase', known.erasable)),
    json(act('purge')),
    one('acting', 'report', 'performance', '--save'),
    json(withReason('accept', 'nothing')),
    one('acting', 'backup', join(known.folder, 'backup.db')),
    json(one('acting', 'token', 'berta', '--role', 'operator')),
    one('acting', 'token', 'berta', '--role', 'operator'),
    json(one('acting', 'head-key', join(known.folder, 'head.key'))),
    one('acting', 'once'),
    json(one('acting', 'once')),
    ...both('acting', 'queue'),
    withReason('begin-anew'),
    { ...one('acting', 'tables', known.folder), name: 'commands/tables' },
    one('acting', 'tables', join(known.folder, 'nowhere')),
  ].map((asked, index) => ({
    ...asked,
    name: asked.name.replace('commands/', `commands/act-${String(index + 1).padStart(2, '0')}-`),
  }));
}

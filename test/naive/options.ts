/**
 * The three options, written off from the tables of docs/process.md by hand, row by row and in their
 * order, so that a reader can hold the two side by side. Nothing here knows how Pawl does it.
 *
 * A cell says what is heard comes to in the stage above it:
 *   noted               nothing moves           noted CHASED       nothing moves, with this note
 *   unexpected          UNEXPECTED_FLOW         kept               an orphan: RESPONSE_WITHOUT_REQUEST
 *   > stage CODES       to that stage, where each code is raised; "> a > b" goes through a
 *   > closed outcome    the check is closed     back               to the request stage of the work
 *   half                one of two answers      half early         kept as its half, nothing moves
 * "asked" is the stage `notified` where a request of the check is known ("once asked" in the page).
 */
export type Heard =
  | 'investigationRequested'
  | 'replacementRequested'
  | 'reportedHas'
  | 'reportedHasNot'
  | 'reportedReplaced'
  | 'reportedCannotReverse'
  | 'reportedUnclear'
  | 'requestRejected'
  | 'workFailed'
  | 'meterReplaced'
  | 'backstopStated'
  | 'backstopDenied'
  | 'meterCannotReverse'
  | 'meterRefreshed'
  | 'meterOperatorChanged'
  | 'supplierLost'
  | 'cancelled'
  | 'decidedHas'
  | 'decidedHasNot'
  | 'decidedReplaced'
  | 'decidedCannotReverse'
  | 'decidedAskAgain'
  | 'decidedAlreadyKnown'
  | 'decidedOutOfScope';

export interface Option {
  /** Who owes what in each stage. */
  readonly stages: Readonly<
    Record<string, { readonly owner: 'X' | 'M'; readonly owes: readonly string[] }>
  >;
  /** What opens a check, besides a notification, and where: with the notes it gets. */
  readonly opens: Partial<Record<Heard, string>>;
  /** What opens the first check of an MPAN only. */
  readonly opensFirstOnly: readonly Heard[];
  /** The request stage of the work that a stage belongs to; of `deciding` it is that of the work before. */
  readonly requestStageOf: Readonly<Record<string, string>>;
  readonly cell: (heard: Heard, stage: string) => string;
}

const always: Partial<Record<Heard, string>> = {
  supplierLost: '> closed supplierLost',
  cancelled: '> closed cancelled',
  decidedHas: '> closed backstopPresent',
  decidedCannotReverse: '> closed cannotReverse',
  decidedAlreadyKnown: '> closed alreadyKnown',
  decidedOutOfScope: '> closed outOfScope',
};

function tableOf(text: string): Option['cell'] {
  const [head = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const cells = new Map(
    rows.flatMap(([heard = '', ...row]) =>
      row.map((cell, index) => [`${heard} ${head[index + 1]}`, cell] as const),
    ),
  );
  return (heard, stage) => {
    const cell = always[heard] ?? cells.get(`${heard} ${stage}`);
    if (cell === undefined || cell === '') throw new Error(`no cell for ${heard} in ${stage}`);
    return cell;
  };
}

const option1: Option = {
  stages: {
    notified: { owner: 'X', owes: ['D0001'] },
    investigating: { owner: 'M', owes: ['D0002'] },
    replacementToOrder: { owner: 'X', owes: ['D0142'] },
    replacing: { owner: 'M', owes: ['D0150'] },
    deciding: { owner: 'X', owes: [] },
  },
  opens: {
    investigationRequested: '> investigating',
    replacementRequested: '> replacing STEP_SKIPPED',
  },
  opensFirstOnly: ['replacementRequested'],
  requestStageOf: {
    notified: 'notified',
    investigating: 'notified',
    replacementToOrder: 'replacementToOrder',
    replacing: 'replacementToOrder',
  },
  cell: tableOf(`
    heard                  | notified                            | asked                               | investigating                       | replacementToOrder            | replacing                    | deciding
    investigationRequested | > investigating                     | > investigating                     | noted CHASED                        | noted CHASED                  | noted CHASED                 | > notified > investigating
    replacementRequested   | > replacing STEP_SKIPPED            | > replacing STEP_SKIPPED            | > replacing STEP_SKIPPED            | > replacing                   | noted CHASED                 | > replacementToOrder > replacing
    reportedHas            | kept                                | > closed backstopPresent STEP_SKIPPED | > closed backstopPresent          | > closed backstopPresent      | noted                        | > closed backstopPresent
    reportedHasNot         | kept                                | > replacementToOrder STEP_SKIPPED   | > replacementToOrder                | noted                         | noted                        | > replacementToOrder
    reportedReplaced       | kept                                | > replacing STEP_SKIPPED            | > replacing                         | > replacing                   | noted                        | > replacing
    reportedCannotReverse  | kept                                | > closed cannotReverse STEP_SKIPPED | > closed cannotReverse              | > closed cannotReverse        | noted                        | > closed cannotReverse
    reportedUnclear        | kept                                | > deciding STEP_SKIPPED REPORT_UNCLEAR | > deciding REPORT_UNCLEAR        | > deciding REPORT_UNCLEAR     | noted                        | noted
    requestRejected        | kept                                | > deciding STEP_SKIPPED REQUEST_REJECTED | > deciding REQUEST_REJECTED    | > deciding REQUEST_REJECTED   | > deciding REQUEST_REJECTED  | noted
    workFailed             | unexpected                          | unexpected                          | back                                | unexpected                    | back                         | noted
    meterReplaced          | > closed meterReplaced STEP_SKIPPED | > closed meterReplaced STEP_SKIPPED | > closed meterReplaced STEP_SKIPPED | > closed meterReplaced STEP_SKIPPED | > closed meterReplaced | > closed meterReplaced
    backstopStated         | noted                               | noted                               | noted                               | noted                         | noted                        | noted
    backstopDenied         | noted                               | noted                               | noted                               | noted                         | noted                        | noted
    meterCannotReverse     | noted                               | noted                               | noted                               | noted                         | noted                        | noted
    meterRefreshed         | noted                               | noted                               | noted                               | noted                         | noted                        | noted
    meterOperatorChanged   | noted                               | noted                               | back                                | noted                         | back                         | noted
    decidedHasNot          | > replacementToOrder                | > replacementToOrder                | > replacementToOrder                | noted                         | > replacementToOrder         | > replacementToOrder
    decidedReplaced        | > replacing                         | > replacing                         | > replacing                         | > replacing                   | noted                        | > replacing
    decidedAskAgain        | noted                               | noted                               | back                                | noted                         | back                         | back
  `),
};

const option2: Option = {
  stages: {
    notified: { owner: 'X', owes: ['D0142'] },
    investigating: { owner: 'M', owes: ['D0150'] },
    deciding: { owner: 'X', owes: [] },
  },
  opens: {
    investigationRequested: '> investigating STEP_SKIPPED',
    replacementRequested: '> investigating',
  },
  opensFirstOnly: [],
  requestStageOf: { notified: 'notified', investigating: 'notified' },
  cell: tableOf(`
    heard                  | notified                            | asked                               | investigating              | deciding
    investigationRequested | unexpected                          | unexpected                          | noted CHASED               | > notified UNEXPECTED_FLOW
    replacementRequested   | > investigating                     | > investigating                     | noted CHASED               | > notified > investigating
    reportedHas            | kept                                | > deciding REPORT_UNCLEAR           | > deciding REPORT_UNCLEAR  | noted
    reportedHasNot         | kept                                | > deciding NOT_REPLACED             | > deciding NOT_REPLACED    | noted
    reportedReplaced       | kept                                | > deciding REPORT_UNCLEAR           | > deciding REPORT_UNCLEAR  | noted
    reportedCannotReverse  | kept                                | > deciding REPORT_UNCLEAR           | > deciding REPORT_UNCLEAR  | noted
    reportedUnclear        | kept                                | > deciding REPORT_UNCLEAR           | > deciding REPORT_UNCLEAR  | noted
    requestRejected        | kept                                | > deciding REQUEST_REJECTED         | > deciding REQUEST_REJECTED | noted
    workFailed             | unexpected                          | unexpected                          | back                       | noted
    meterReplaced          | > closed meterReplaced STEP_SKIPPED | > closed meterReplaced STEP_SKIPPED | > closed meterReplaced     | > closed meterReplaced
    backstopStated         | noted BACKSTOP_BEFORE_ORDER         | noted BACKSTOP_BEFORE_ORDER         | > closed backstopPresent   | > closed backstopPresent
    backstopDenied         | noted                               | noted                               | > deciding NOT_REPLACED    | noted
    meterCannotReverse     | noted                               | noted                               | > closed cannotReverse     | > closed cannotReverse
    meterRefreshed         | noted                               | noted                               | noted                      | noted
    meterOperatorChanged   | noted                               | noted                               | back                       | noted
    decidedHasNot          | noted                               | noted                               | > notified                 | > notified
    decidedReplaced        | > closed meterReplaced              | > closed meterReplaced              | > closed meterReplaced     | > closed meterReplaced
    decidedAskAgain        | noted                               | noted                               | back                       | back
  `),
};

const option3: Option = {
  stages: {
    notified: { owner: 'X', owes: ['D0001'] },
    investigating: { owner: 'M', owes: ['D0002', 'D0150'] },
    deciding: { owner: 'X', owes: [] },
  },
  opens: { investigationRequested: '> investigating' },
  opensFirstOnly: [],
  requestStageOf: { notified: 'notified', investigating: 'notified' },
  cell: tableOf(`
    heard                  | notified               | asked                                    | investigating               | deciding
    investigationRequested | > investigating        | > investigating                          | noted CHASED                | > notified > investigating
    replacementRequested   | unexpected             | unexpected                               | unexpected                  | unexpected
    reportedHas            | kept                   | > investigating STEP_SKIPPED half        | half                        | half
    reportedHasNot         | kept                   | > investigating STEP_SKIPPED half        | half                        | half
    reportedReplaced       | kept                   | > investigating STEP_SKIPPED half        | half                        | half
    reportedCannotReverse  | kept                   | > investigating STEP_SKIPPED half        | half                        | half
    reportedUnclear        | kept                   | > investigating STEP_SKIPPED half        | half                        | half
    requestRejected        | kept                   | > deciding STEP_SKIPPED REQUEST_REJECTED | > deciding REQUEST_REJECTED | noted
    workFailed             | unexpected             | unexpected                               | back                        | noted
    meterReplaced          | half early             | > investigating STEP_SKIPPED half        | half                        | half
    backstopStated         | noted                  | > investigating STEP_SKIPPED half        | half                        | half
    backstopDenied         | noted                  | > investigating STEP_SKIPPED half        | half                        | half
    meterCannotReverse     | noted                  | > investigating STEP_SKIPPED half        | half                        | half
    meterRefreshed         | noted                  | half early                               | half                        | half
    meterOperatorChanged   | noted                  | noted                                    | back                        | noted
    decidedHasNot          | noted                  | noted                                    | > notified                  | > notified
    decidedReplaced        | > closed meterReplaced | > closed meterReplaced                   | > closed meterReplaced      | > closed meterReplaced
    decidedAskAgain        | noted                  | noted                                    | back                        | back
  `),
};

/** The second table of option 3: a report, a comma, what the details say. */
const bothIn = tableOf(`
    both                  | meterReplaced               | backstopStated              | backstopDenied              | meterCannotReverse          | meterRefreshed
    reportedHas           | > closed meterReplaced      | > closed backstopPresent    | > deciding ANSWERS_DISAGREE | > deciding ANSWERS_DISAGREE | > closed backstopPresent
    reportedHasNot        | > closed meterReplaced      | > deciding ANSWERS_DISAGREE | > deciding NOT_REPLACED     | > deciding NOT_REPLACED     | > deciding NOT_REPLACED
    reportedReplaced      | > closed meterReplaced      | > deciding ANSWERS_DISAGREE | > deciding ANSWERS_DISAGREE | > deciding ANSWERS_DISAGREE | > deciding ANSWERS_DISAGREE
    reportedCannotReverse | > deciding ANSWERS_DISAGREE | > deciding ANSWERS_DISAGREE | > deciding ANSWERS_DISAGREE | > closed cannotReverse      | > closed cannotReverse
    reportedUnclear       | > deciding ANSWERS_DISAGREE | > deciding ANSWERS_DISAGREE | > deciding ANSWERS_DISAGREE | > deciding ANSWERS_DISAGREE | > deciding ANSWERS_DISAGREE
`);

export const whenBothAreIn = (report: Heard, details: Heard): string => bothIn(report, details);

export const options: Readonly<Record<string, Option>> = {
  'option-1': option1,
  'option-2': option2,
  'option-3': option3,
};

/** The flow by which each is heard; decisions, appointments and cancellations are none. */
export function flowOf(heard: Heard): 'D0001' | 'D0142' | 'D0002' | 'D0150' | 'D0221' | null {
  if (heard === 'investigationRequested') return 'D0001';
  if (heard === 'replacementRequested') return 'D0142';
  if (heard.startsWith('reported') || heard === 'requestRejected') return 'D0002';
  if (heard === 'workFailed') return 'D0221';
  return heard.startsWith('meter') && heard !== 'meterOperatorChanged'
    ? 'D0150'
    : heard.startsWith('backstop')
      ? 'D0150'
      : null;
}

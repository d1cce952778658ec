/** Every list that a store has, with every filter and in every order: the questions whose plans are looked at. */
import { checkOrders, indexedFileOrders, itemOrders, type Lists } from '../../src/store/index.ts';

/** Each way to give some of these and leave the others out. */
export const someOf = <T extends object>(whole: T): Partial<T>[] =>
  Object.entries(whole).reduce<Partial<T>[]>(
    (found, [name, value]) => found.flatMap((one) => [one, { ...one, [name]: value }]),
    [{}],
  );

export function pagesOf(lists: Lists) {
  const until = '2026-08-18T00:00:00Z';
  const checkFilters = someOf({
    mpan: '1',
    state: 'investigating',
    supplier: 'SUPP',
    meterOperator: 'MOPX',
    owner: 'M',
    open: true,
    due: { after: null, until },
    owed: true,
  } as const);
  const closed = [{ open: false }, { open: false, meterOperator: 'MOPX' }, { state: 'closed' }];
  const claimed = [
    { by: 'otto' },
    { free: null },
    { free: ['otto'] },
    { notBy: 'otto', among: ['a'] },
  ];
  const claims = claimed.flatMap((claim) =>
    someOf({ mpan: '1', owner: 'M', due: { after: null, until } } as const).map((filter) => ({
      ...filter,
      claim,
    })),
  );
  const checkPages = [...checkFilters, ...closed, ...claims].flatMap((filter) =>
    checkOrders.flatMap((by) =>
      [false, true].map(
        (descending) => (place: Parameters<Lists['owingPage']>[0]) =>
          lists.checksPage(filter, { by, descending }, place),
      ),
    ),
  );
  const fileFilters = someOf({
    outcome: 'applied',
    flow: 'D0002',
    sender: 'MOPX',
    from: '2026-01-01T00:00:00Z',
    until,
  } as const);
  const named = [{ named: 'F1' }, { named: 'r1.usr', outcome: 'applied' } as const];
  const rejected = fileFilters.map((filter) => ({ ...filter, outcome: 'rejected' }) as const);
  const group = { code: 'UNEXPECTED_FLOW', sender: 'MOPX' } as const;
  const exceptionFilters = someOf({
    mpan: '1',
    code: 'REPORT_UNCLEAR',
    sender: 'MOPX',
    without: [group],
  } as const).flatMap((filter) => [filter, { ...filter, open: true }, { ...filter, open: false }]);
  const claimedItems = claimed.flatMap((claim) =>
    someOf({ mpan: '1', code: 'REPORT_UNCLEAR', sender: 'MOPX', without: [group] } as const).map(
      (filter) => ({ ...filter, open: true, claim }),
    ),
  );
  const narrow = someOf({
    mpan: '1',
    code: 'REPORT_UNCLEAR',
    sender: 'MOPX',
    meterOperator: 'MOPX',
    words: 'see photo',
    due: { after: null, until },
    without: [group],
  } as const);
  const queuePages = narrow.flatMap((filter) =>
    itemOrders.flatMap((by) =>
      [false, true].map(
        (descending) => (place: Parameters<Lists['owingPage']>[0]) =>
          lists.exceptionsPage({ ...filter, open: true }, place, { by, descending }),
      ),
    ),
  );
  const alertFilters = someOf({ mpan: '1', kind: 'BREACHED' }).flatMap((filter) => [
    filter,
    { ...filter, retracted: true },
    { ...filter, retracted: false },
  ]);
  const alertsSince = { kind: 'BREACHED', retracted: false, from: '2026-01-01T00:00:00Z' };
  const actFilters = someOf({
    who: 'otto',
    act: 'decide',
    moves: true,
    mpan: '1',
    from: '2026-01-01T00:00:00Z',
    until,
  } as const);
  const outboxFilters = someOf({ flow: 'D0001', toMpid: 'MOPX', written: true } as const);
  type Take = Parameters<Lists['owingPage']>[0];
  return [
    ...actFilters.flatMap((filter) => [
      (place: Take) => lists.actsPage(filter, place),
      (place: Take) => lists.actsPage({ ...filter, isRising: true }, place),
    ]),
    ...[{}, fileFilters.at(-1) ?? {}].flatMap((filter) =>
      indexedFileOrders.flatMap((by) => [
        (place: Take) => lists.filesPage({ ...filter, by, isRising: true }, place),
        (place: Take) => lists.filesPage({ ...filter, by }, place),
      ]),
    ),
    ...checkPages,
    ...[...fileFilters, ...named, ...rejected].map(
      (filter) => (place: Take) => lists.filesPage(filter, place),
    ),
    (place: Take) => lists.alertsPage(alertsSince, place),
    ...queuePages,
    ...[...exceptionFilters, ...claimedItems].map(
      (filter) => (place: Take) => lists.exceptionsPage(filter, place),
    ),
    ...alertFilters.map((filter) => (place: Take) => lists.alertsPage(filter, place)),
    (place: Take) => lists.owingPage(place),
    ...[...outboxFilters, { written: false }].map(
      (filter) => (place: Take) => lists.outboxPage(place, filter),
    ),
  ];
}

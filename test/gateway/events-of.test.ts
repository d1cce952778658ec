import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { loadCatalogue } from '../../src/shipped-flows.ts';
import { parseFlowFile } from '../../src/flow/index.ts';
import { flowEvents } from '../../src/gateway/events-of.ts';
import { csvEvents } from '../../src/intake/csv-events.ts';
import type { ProcessEvent } from '../../src/process/index.ts';
import { meterOperatorRules, supplierRules } from '../process/events.ts';
import { readCsvText } from '../support/csv-in-memory.ts';
import { makeFlowFile, mpanOf, reportRecords } from '../support/flow-files.ts';

const catalogue = loadCatalogue();
const config = readConfig({ mpid: 'SUPP', role: 'X' }, 'pawl.config.json');
const arrival = { config, receivedAt: '2026-08-05T12:00:00Z', file: 'a.usr' };

function instancesOf(text: string) {
  const { file } = parseFlowFile(catalogue, text);
  if (file === null) throw new Error('the file has no envelope');
  return [file.envelope, file.instances] as const;
}

const eventsOf = (text: string, correction = '', own = arrival): ProcessEvent[] =>
  flowEvents(supplierRules, own, ...instancesOf(text), correction);

async function eventsOfCsv(text: string): Promise<ProcessEvent[]> {
  const { rows } = await readCsvText(text, [{ ref: 'J0419', name: 'Meter Location' }]);
  return rows.flatMap((row) => csvEvents(arrival, row));
}

describe('a flow file', () => {
  const records = [1, 2, 1].flatMap((n) => reportRecords(mpanOf(n), 'BACKSTOP FITTED'));

  test('gives one event for each MPAN, at the first of its lines', () => {
    const events = eventsOf(makeFlowFile({ records }));
    expect(events.map(({ mpan, line, key }) => [mpan, line, key])).toEqual([
      [mpanOf(1), 2, 'MOPX/D0002/0000000101/2'],
      [mpanOf(2), 5, 'MOPX/D0002/0000000101/5'],
    ]);
    expect(events[0]).toMatchObject({ parts: [{ line: 2 }, { line: 8 }], toMpid: 'SUPP' });
  });

  test('that corrects another has lines of its own', () => {
    const keys = eventsOf(makeFlowFile({ records }), '+1').map(({ key }) => key);
    expect(keys[0]).toBe('MOPX/D0002/0000000101/2+1');
  });

  test('counts from its creation in local time, or from its receipt if so configured', () => {
    const summer = makeFlowFile({ records, createdAt: '20260803003000' });
    expect(eventsOf(summer)[0]?.effectiveAt).toBe('2026-08-02T23:30:00Z');
    const winter = makeFlowFile({ records, createdAt: '20261203003000' });
    expect(eventsOf(winter)[0]?.effectiveAt).toBe('2026-12-03T00:30:00Z');
    const received = { ...arrival, config: { ...config, measureBy: 'received' as const } };
    expect(eventsOf(summer, '', received)[0]).toMatchObject({
      effectiveAt: arrival.receivedAt,
      createdAt: '2026-08-02T23:30:00Z',
    });
  });
});

describe('a D0151', () => {
  const made = (records: readonly string[], letter = 'M') =>
    flowEvents(
      meterOperatorRules,
      arrival,
      ...instancesOf(
        makeFlowFile({
          flow: 'D0151001',
          from: ['X', 'SUPP'],
          to: [letter, 'MOPX'],
          createdAt: '20260805100000',
          records,
        }),
      ),
      '',
    );
  const ends = (n: number, ...more: readonly string[]) => [
    `297|${mpanOf(n)}|20240401|LC||`,
    ...more,
  ];

  test.each(['M', 'S', 'Q'])('to the role %s ends the appointment after its last day', (letter) => {
    expect(made(ends(1, '298|20260812|', '99H|SUPZ|'), letter)).toMatchObject([
      {
        kind: 'appointment',
        key: `SUPP/D0151/0000000101/2/terminated/MOPX/2026-08-13`,
        what: 'terminated',
        party: 'MOPX',
        sender: 'SUPP',
        effectiveAt: '2026-08-12T23:00:00Z',
        header: { flow: 'D0151', fromRole: 'X', toRole: letter, toMpid: 'MOPX' },
      },
    ]);
  });

  test('whose last day has passed when it is made counts then too', () => {
    const events = made(ends(1, '298|20260801|'));
    expect(events).toMatchObject([
      { what: 'terminated', effectiveAt: '2026-08-01T23:00:00Z' },
      {
        what: 'terminated',
        effectiveAt: '2026-08-05T09:00:00Z',
        endedAt: '2026-08-01T23:00:00Z',
      },
    ]);
    expect(new Set(events.map(({ key }) => key)).size).toBe(2);
    expect(events[0]).not.toHaveProperty('endedAt');
  });

  test('without a day is kept as it is, beside one of the same MPAN that has a day', () => {
    const events = made([...ends(1), ...ends(1, '298|20260812|'), ...ends(2)]);
    expect(events.map(({ kind, mpan }) => [kind, mpan])).toEqual([
      ['flow', mpanOf(1)],
      ['appointment', mpanOf(1)],
      ['flow', mpanOf(2)],
    ]);
  });
});

describe('a CSV row', () => {
  test('of a notification takes effect when its day begins, and is named by what it tells', async () => {
    const [event] = await eventsOfCsv(
      'mpan,notifiedOn,source,reference,meterId,addressLine2\n' +
        `${mpanOf(1)},2026-08-03,installer,R1,E1,Mill Lane\n`,
    );
    expect(event).toMatchObject({
      key: `notification/${mpanOf(1)}/2026-08-03/installer/R1`,
      effectiveAt: '2026-08-02T23:00:00Z',
      known: { J0004: 'E1', J1037: 'Mill Lane' },
    });
  });

  test('of an appointment tells each thing it says as an event of its own', async () => {
    const events = await eventsOfCsv(
      'mpan,meterOperator,from,to,supplier,supplierTo\n' +
        `${mpanOf(1)},MOPY,2026-08-03,2026-09-30,SUPP,2026-10-31\n`,
    );
    expect(
      events.map((event) =>
        event.kind === 'appointment' ? [event.what, event.party, event.effectiveAt] : [],
      ),
    ).toEqual([
      ['supplier', 'SUPP', '2026-08-02T23:00:00Z'],
      ['meterOperator', 'MOPY', '2026-08-02T23:00:00Z'],
      ['meterOperatorEnds', 'MOPY', '2026-09-30T23:00:00Z'],
      ['supplierEnds', 'SUPP', '2026-11-01T00:00:00Z'],
    ]);
    expect(new Set(events.map(({ key }) => key)).size).toBe(4);
  });

  test('tells of a linked export MPAN from the day on which it became known', async () => {
    const events = await eventsOfCsv(
      'mpan,meterOperator,from,linkedExportMpan,linkedExportOn,supplier\n' +
        `${mpanOf(1)},,2026-08-03,${mpanOf(7)},,\n` +
        `${mpanOf(2)},MOPY,2021-08-03,${mpanOf(8)},2026-08-04,\n` +
        `${mpanOf(3)},,2026-07-22,${mpanOf(9)},,\n` +
        `${mpanOf(4)},,2026-07-21,${mpanOf(10)},,\n` +
        `${mpanOf(6)},MOPY,2026-09-01,${mpanOf(12)},2026-08-04,\n` +
        `${mpanOf(7)},,2026-09-01,${mpanOf(13)},2026-08-04,SUPP\n` +
        `${mpanOf(5)},,2026-09-21,${mpanOf(11)},,\n`,
    );
    expect(
      events.map((event) =>
        event.kind === 'appointment' ? [event.what, event.party, event.effectiveAt] : [],
      ),
    ).toEqual([
      ['linkedExport', mpanOf(7), '2026-08-02T23:00:00Z'],
      ['meterOperator', 'MOPY', '2021-08-02T23:00:00Z'],
      ['linkedExport', mpanOf(8), '2026-08-03T23:00:00Z'],
      // Of an appointment more than a fortnight old, from the day on which the file came.
      ['linkedExport', mpanOf(9), '2026-07-21T23:00:00Z'],
      ['linkedExport', mpanOf(10), '2026-08-04T23:00:00Z'],
      ['meterOperator', 'MOPY', '2026-08-31T23:00:00Z'],
      ['linkedExport', mpanOf(12), '2026-08-03T23:00:00Z'],
      // Of a supply that is still to come, from its first day.
      ['supplier', 'SUPP', '2026-08-31T23:00:00Z'],
      ['linkedExport', mpanOf(13), '2026-08-31T23:00:00Z'],
      ['linkedExport', mpanOf(11), '2026-09-20T23:00:00Z'],
    ]);
    // Told again in another file it is the same fact.
    expect(events[4]?.key).toBe(`appointment/${mpanOf(4)}/linkedExport/${mpanOf(10)}/2026-07-21`);
  });

  test('of a notification says since when there is export', async () => {
    const [event] = await eventsOfCsv(
      'mpan,notifiedOn,source,reference,exportSince\n' +
        `${mpanOf(1)},2026-08-03,installer,R1,2026-07-01\n`,
    );
    expect(event).toMatchObject({ exportSince: '2026-07-01' });
  });

  test('of a visit told again with more is news; told again as it was it is not', async () => {
    const header = 'mpan,visitedOn,outcome,newMeterId,Meter Location\n';
    const row = (location: string) => `${header}${mpanOf(1)},2026-08-03,replaced,E1,${location}\n`;
    const [first] = await eventsOfCsv(row(''));
    const [more] = await eventsOfCsv(row('H'));
    const [again] = await eventsOfCsv(row('H'));
    expect(more).toMatchObject({ items: { J0419: 'H' }, effectiveAt: arrival.receivedAt });
    expect(more?.key).not.toBe(first?.key);
    expect(again?.key).toBe(more?.key);
  });
});

/** The rules of the register beyond what the papers say, and what a file of it may hold. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../../src/engine-error.ts';
import { complianceOf } from '../../../src/papers/approvals/compliance.ts';
import { sentences } from '../../../src/papers/approvals/papers.ts';
import { protocolOf } from '../../../src/papers/approvals/protocol.ts';
import { putRegisters, readRegister } from '../../../src/papers/approvals/register-files.ts';
import { tempFolder } from '../../support/workspace.ts';

const header = 'manufacturer,model,variant,firmware,cop,issue,from,to,reference';
const shipped = new URL('../../../approvals/', import.meta.url);

function workspaceWith(name: string, text: string): string {
  const folder = tempFolder();
  mkdirSync(join(folder, 'approvals'));
  writeFileSync(join(folder, 'approvals', name), text);
  return folder;
}

const registerOf = (...rows: string[]) =>
  readRegister(workspaceWith('compliance.csv', `${[header, ...rows].join('\n')}\n`));

const anything = {
  issue: null,
  manufacturer: null,
  variant: null,
  firmware: null,
  meterType: null,
};

async function statusOf(rows: string[], on: string, question: object = {}): Promise<string> {
  const { compliance } = await registerOf(...rows);
  return complianceOf(compliance, { model: 'E110', cop: '5', on, ...anything, ...question }).status;
}

describe('a meter type', () => {
  test.each([
    ['2020-03-14', 'NOT_LISTED'],
    ['2020-03-15', 'LISTED'],
    ['2021-05-31', 'LISTED'],
    ['2021-06-01', 'UNDETERMINED'],
    ['2021-07-01', 'WITHDRAWN'],
  ])('listed from a day to a month is, on %s, %s', async (on, status) => {
    expect(await statusOf(['ACME,E110,,F1,5,6,2020-03-15,2021-06,own'], on)).toBe(status);
  });

  test('is listed on its last day', async () => {
    const rows = ['ACME,E110,,F1,5,6,2020-03-15,2021-06-10,own'];
    expect(await statusOf(rows, '2021-06-10')).toBe('LISTED');
    expect(await statusOf(rows, '2021-06-11')).toBe('WITHDRAWN');
  });

  const followed = [
    'ACME,E110,,F1,5,6,2020-03-15,2021-06-10,own',
    'ACME,E110,,F2,5,6,2021-08,2022-01,own',
  ];

  test.each([
    ['F1', '2021-07-01', 'WITHDRAWN'],
    ['F1', '2021-08-15', 'UNDETERMINED'],
    ['F1', '2021-09-01', 'SUPERSEDED'],
    ['F1', '2022-02-01', 'WITHDRAWN'],
    ['F2', '2021-07-01', 'NOT_LISTED'],
    ['F3', '2021-09-01', 'NOT_LISTED'],
    [null, '2021-09-01', 'LISTED'],
  ])('with firmware %s on %s is %s', async (firmware, on, status) => {
    expect(await statusOf(followed, on, { firmware })).toBe(status);
  });

  test('of which no beginning is said is undetermined until its end', async () => {
    const rows = ['ACME,E110,,F1,5,6,,2021-06-10,own'];
    expect(await statusOf(rows, '2021-06-10')).toBe('UNDETERMINED');
    expect(await statusOf(rows, '2021-06-11')).toBe('WITHDRAWN');
  });

  test('of another maker, variant, Code of Practice or issue is not listed', async () => {
    const rows = ['ACME,E110,V1,F1,6a,6,2020-03-15,,own'];
    const on = '2021-01-01';
    for (const other of [
      { manufacturer: 'OTHER' },
      { variant: 'V2' },
      { cop: '6b' },
      { issue: '5' },
    ]) {
      expect(await statusOf(rows, on, { cop: '6', ...other })).toBe('NOT_LISTED');
    }
    expect(await statusOf(rows, on, { cop: '6', variant: 'v-1', manufacturer: 'Acme' })).toBe(
      'LISTED',
    );
  });

  test.each([
    ['H', 'LISTED'],
    ['RCAMR', 'LISTED'],
    ['MAIN_', 'LISTED'],
    ['N', 'NOT_APPLICABLE'],
    ['S2ADE', 'NOT_APPLICABLE'],
    ['T', 'NOT_APPLICABLE'],
  ])('of meter type %s is %s', async (meterType, status) => {
    const rows = ['ACME,E110,,F1,5,6,2020-03-15,,own'];
    expect(await statusOf(rows, '2021-01-01', { meterType })).toBe(status);
  });
});

test('a protocol approval ends', async () => {
  const text =
    'mpid,software,model,variant,from,to,listVersion\nDCXX,Reader,E110,,2020-01,2021-06-10,v70.0\n';
  const { protocols } = await readRegister(workspaceWith('protocols.csv', text));
  const on = (day: string) =>
    protocolOf(protocols, { on: day, mpid: 'DCXX', model: 'E110', software: null, variant: null })
      .status;
  expect([on('2019-12-31'), on('2020-01-31'), on('2021-06-10'), on('2021-06-11')]).toEqual([
    'NOT_LISTED',
    'UNDETERMINED',
    'LISTED',
    'WITHDRAWN',
  ]);
});

describe('a file that cannot be read', () => {
  test.each([
    [`${header}\nACME,E110,,F1,5,6,2022-13,,x\n`, 'line 2, column from: "2022-13"'],
    [`${header}\nACME,E110,,F1,5,6,2022-02-30,,x\n`, 'line 2, column from: "2022-02-30"'],
    [`${header}\n\nACME,E110,,F1,9,6,2022-06,,x\n`, 'line 3, column cop: "9"'],
    [`${header}\nACME,E110,,F1,5,six,2022-06,,x\n`, 'line 2, column issue: "six"'],
    [`${header}\nACME,,,F1,5,6,2022-06,,x\n`, 'line 2, column model: is empty'],
    [`${header}\nACME,E110,,F1,5,6,2022-06,2022-05,x\n`, 'line 2, column to: 2022-05 is before'],
    [`${header}\nACME,E110,,F1,5,6,2022-06\n`, 'line 2: cells in the row: 7, in the header: 9'],
    [`${header},colour\n`, 'line 1, column colour: is no column'],
    [`${header.replace('cop,', '')}\n`, 'line 1, column cop: is missing'],
    [`${header}\n"ACME,E110,,F1,5,6,2022-06,,x\n`, 'line 2: The quotation marks do not match'],
    ['', 'line 1: the file has no header row'],
    [`${header}\n${'ACME,E110,,F1,5,6,2022-06,,x\n'.repeat(2)}`, 'line 3: says the same as line 2'],
  ])('%j: %s', async (text, says) => {
    await expect(readRegister(workspaceWith('compliance.csv', text))).rejects.toMatchObject({
      code: 'APPROVALS_INVALID',
      message: expect.stringContaining(`approvals/compliance.csv ${says}`),
    });
  });

  test('a cell or a column of any length is cited by its beginning', async () => {
    const long = 'x'.repeat(30_000);
    const texts = [
      `${header}\n${`ACME,E110,,F1,5,6,${long},,x\n`.repeat(2)}`,
      `${header},${long}\n`,
    ];
    for (const text of texts) {
      const refused = readRegister(workspaceWith('compliance.csv', text));
      await expect(refused).rejects.toThrow(/^.{60,400}$/);
    }
  });
});

test('no refusal is longer than a person reads, whatever it cites', () => {
  const { message } = new EngineError('CONFIG_INVALID', 'x'.repeat(1_000_000), 'mend it');
  expect(message).toHaveLength(20_001);
});

test('a workspace is given the shipped files where they are missing, and none is overwritten', async () => {
  const folder = workspaceWith('compliance.csv', `${header}\n`);
  putRegisters(folder);
  const { compliance, protocols } = await readRegister(folder);
  expect(compliance).toEqual([]);
  expect(protocols.map(({ mpid }) => mpid)).toEqual(['SSIL', 'SSIL']);
});

test('every place that a shipped entry cites is a sentence of a paper', async () => {
  const places = sentences.map(({ at }) => at);
  const { compliance, protocols } = await readRegister(null);
  expect(compliance).toHaveLength(20);
  for (const { reference } of [...compliance, ...protocols]) {
    for (const place of reference.split('; ')) {
      if (!place.startsWith('ours: ')) expect(places).toContain(place);
    }
  }
});

test('a file saved by a spreadsheet is read the same', async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'approvals'));
  copyFileSync(new URL('protocols.csv', shipped), join(folder, 'approvals', 'protocols.csv'));
  const rows = `\uFEFF${header.toUpperCase()}\r\n"ACME, Ltd",E110,,F1,CoP5,06,2022-06,,"x ""y"""\r\n`;
  writeFileSync(join(folder, 'approvals', 'compliance.csv'), rows);
  const { compliance } = await readRegister(folder);
  expect(compliance).toMatchObject([{ manufacturer: 'ACME, Ltd', cop: '5', issue: '6', line: 2 }]);
});

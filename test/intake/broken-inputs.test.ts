/**
 * What is said of files that are broken as files get broken, read as whoever has to put them right reads
 * it: what is wrong, where, and what to do. A row is the input and every finding it gives.
 */
import { expect, test } from 'vitest';
import { messageOf } from '../support/dip-messages.ts';
import { badMpanOf, makeFlowFile, mpanOf, reportRecords } from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';
import { workbook, zipOf } from '../support/workbooks.ts';

const good = mpanOf(1);
const header = 'mpan,notifiedOn,source,reference';
const flow = makeFlowFile({ id: 'B1', records: reportRecords(good, 'NO BACKSTOP FITTED') });
const csv = (row: string, names = header): string => `${names}\n${row}\n`;

type Input = string | Uint8Array | (() => Promise<Uint8Array>);

const inputs: Readonly<Record<string, Input>> = {
  'an empty file': '',
  'blank lines': '\n\n\n',
  'a header alone': `${header}\n`,
  'a header of decisions alone': 'mpan,decision,reason\n\n',
  'a workbook with a header alone': () => workbook(header.split(','), []),
  'an MPAN with a digit too few': csv(`${good.slice(1)},2026-08-03,DNO,R1`),
  'an MPAN with two digits exchanged': csv(`${badMpanOf(2)},2026-08-03,DNO,R1`),
  'an MPAN of a spreadsheet': csv('1.2E+12,2026-08-03,DNO,R1'),
  'an MPAN of zeros': csv('0000000000000,2026-08-03,DNO,R1'),
  'an empty MPAN': csv(',2026-08-03,DNO,R1'),
  'a date that does not exist': csv(`${good},2026-02-30,DNO,R1`),
  'a date with a year of two digits': csv(`${good},03/08/26,DNO,R1`),
  'dates of two orders': csv(`${good},03/08/2026,DNO,R1\n${good},08/13/2026,DNO,R2`),
  'the number of a day': csv(`${good},46247,DNO,R1`),
  'an empty reference': csv(`${good},2026-08-03,DNO,`),
  'a comma within a cell': csv(`${good},2026-08-03,DNO,R1,Mill Lane`),
  'a cell too few': csv(`${good},2026-08-03,DNO`),
  'quotation marks that do not match': csv(`${good},2026-08-03,"DNO,R1`),
  'letters of Windows-1252': Buffer.from(csv(`${good},2026-08-03,Caf\xe9,R1`), 'latin1'),
  semicolons: csv(`${good};2026-08-03;DNO;R1`, header.replaceAll(',', ';')),
  tabs: csv(`${good}\t2026-08-03\tDNO\tR1`, header.replaceAll(',', '\t')),
  'UTF-16': Buffer.from(`\ufeff${csv(`${good},2026-08-03,DNO,R1`)}`, 'utf16le'),
  'a column that is misspelt': csv(`${good},2026-08-03,DNO,R1`, 'mpan,notifedOn,source,reference'),
  'a column that is missing': csv(`${good},DNO,R1`, 'mpan,source,reference'),
  'a column that is there twice': csv(`${good},a,b,c,d`, `${header},reference`),
  'no header': csv(`${good},2026-08-03,DNO,R1`, `${good},2026-08-03,DNO,R0`),
  'another list': csv('Smith,12', 'name,age'),
  'capacity with its unit': csv(`${good},2026-08-03,DNO,R1,3.68 kW`, `${header},capacityKw`),
  'yes for true': csv(`${good},2026-08-03,DNO,R1,yes`, `${header},knownBackstop`),
  'a Meter Operator by its name': csv(
    `${good},2026-08-03,DNO,R1,Meters Ltd`,
    `${header},meterOperator`,
  ),
  'a visit with an outcome of its own': csv(`${good},2026-08-03,done`, 'mpan,visitedOn,outcome'),
  'a visit of tomorrow': csv(`${good},2026-12-31,replaced`, 'mpan,visitedOn,outcome'),
  'a decision without a reason': csv(`${good},has,`, 'mpan,decision,reason'),
  'a decision that is none': csv(`${good},yes,seen`, 'mpan,decision,reason'),
  'an appointment that ends before it begins': csv(
    `${good},MOPX,2026-08-03,2026-08-01`,
    'mpan,meterOperator,from,to',
  ),
  'a notification of next year': csv(`${good},2027-08-03,DNO,R9`),
  'another workbook': () => workbook(['Name', 'Age'], [['A', 3]]),
  'a zip file': () => zipOf({ 'visits.csv': 'mpan' }),
  'half a workbook': async () => (await workbook(['mpan'], [])).subarray(0, 300),
  'an old workbook': Buffer.from('d0cf11e0a1b11ae1', 'hex'),
  'a PDF': '%PDF-1.7\n',
  'a picture': Buffer.from('89504e470d0a1a0a', 'hex'),
  'a web page': '<html><table><tr><td>mpan</td></tr></table></html>',
  'a flow without its trailer': flow.split('\n').slice(0, -2).join('\n'),
  'a flow without its header': flow.split('\n').slice(1).join('\n'),
  'a flow with a wrong count': flow.replace(/(ZPT\|[^|]*\|)\d+/, '$19'),
  'a flow with another identifier at its end': flow.replace('ZPT|B1', 'ZPT|B2'),
  'two flows in one file': `${flow}${flow}`,
  'a flow with a date that does not exist': flow.replace(/20260[0-9]{3}\|\n006/, '20260231|\n006'),
  'a flow with an unknown group': flow.replace('\n005|', '\n999|X|\n005|'),
  'a flow that nobody knows': flow.replace('D0002001', 'D9999001'),
  'messages of the DIP that break off': `[${messageOf({ mpan: good, reference: 'R' }).slice(0, 60)}`,
  'JSON that is none': '{"mpan": }',
};

/** What becomes of each, and what is said of it: code, line, item, words. */
const says: Readonly<Record<string, readonly string[]>> = {
  'an empty file': [
    'rejected',
    'FILE_EMPTY - -: The file has no records: did the transfer break off? Send it again.',
  ],
  'blank lines': [
    'rejected',
    'CSV_EMPTY - -: The file is empty: a header row is needed. Export it again.',
  ],
  'a header alone': [
    'rejected',
    'CSV_NO_ROWS - -: This is a file of notifications with a header and no row below it. Put a row there for each MPAN and drop it again; where there is nothing to say, drop none.',
  ],
  'a header of decisions alone': [
    'rejected',
    'CSV_NO_ROWS - -: This is a file of decisions with a header and no row below it. Put a row there for each MPAN and drop it again; where there is nothing to say, drop none.',
  ],
  'a workbook with a header alone': [
    'rejected',
    'WORKBOOK_READ - -: Read from the sheet "Sheet1" of the workbook. Line 7 is row 7.',
    'CSV_NO_ROWS - -: This is a file of notifications with a header and no row below it. Put a row there for each MPAN and drop it again; where there is nothing to say, drop none.',
  ],
  'an MPAN with a digit too few': [
    'rejected',
    'MPAN_FORMAT 2 mpan: mpan: it has 12 digits, and an MPAN has 13.',
  ],
  'an MPAN with two digits exchanged': [
    'rejected',
    'MPAN_CHECK_DIGIT_WRONG 2 mpan: mpan: its last digit should be 0, not 1: look for a mistyped or swapped digit.',
  ],
  'an MPAN of a spreadsheet': [
    'rejected',
    'MPAN_FORMAT 2 mpan: mpan: a spreadsheet has shortened it to a number such as 1.2E+12, and its digits are lost: set the column to Text, enter the MPANs again from where they came, and save anew.',
  ],
  'an MPAN of zeros': [
    'rejected',
    'MPAN_ALL_ZEROS 2 mpan: mpan: thirteen zeros name no metering point.',
  ],
  'an empty MPAN': [
    'rejected',
    'CSV_ROW_INVALID 2 mpan: mpan: it is empty, and needs an MPAN of 13 digits.',
  ],
  'a date that does not exist': [
    'rejected',
    'CSV_ROW_INVALID 2 notifiedOn: notifiedOn: must be a date yyyy-mm-dd from 1950 to 2199: there is no such day, or it lies outside these years.',
  ],
  'a date with a year of two digits': [
    'rejected',
    'CSV_ROW_INVALID 2 notifiedOn: notifiedOn: must be a date yyyy-mm-dd from 1950 to 2199: its year has two digits; write all four, or format the column as yyyy-mm-dd.',
  ],
  'dates of two orders': [
    'rejected',
    'CSV_ROW_INVALID 2 notifiedOn: notifiedOn: must be a date yyyy-mm-dd from 1950 to 2199: line 3 has the month first, so it is not known which number here is the day; format the column as yyyy-mm-dd.',
    'CSV_ROW_INVALID 3 notifiedOn: notifiedOn: must be a date yyyy-mm-dd from 1950 to 2199: line 3 has the month first, so it is not known which number here is the day; format the column as yyyy-mm-dd.',
  ],
  'the number of a day': [
    'rejected',
    'CSV_ROW_INVALID 2 notifiedOn: notifiedOn: must be a date yyyy-mm-dd from 1950 to 2199: this is the number by which a spreadsheet keeps a day; format the column as yyyy-mm-dd and save anew.',
  ],
  'an empty reference': [
    'rejected',
    'CSV_ROW_INVALID 2 reference: reference: it is empty, and needs a text.',
  ],
  'a comma within a cell': [
    'rejected',
    'CSV_ROW_INVALID 2 -: 5 cells for 4 columns: put quotation marks around a cell that has a comma in it.',
  ],
  'a cell too few': [
    'rejected',
    'CSV_ROW_INVALID 2 -: 3 cells for 4 columns: leave a cell that says nothing empty, between its commas.',
  ],
  'quotation marks that do not match': [
    'rejected',
    'CSV_ROW_INVALID 2 -: The quotation marks do not match: put them around the whole cell, and double a mark inside it.',
  ],
  'letters of Windows-1252': [
    'rejected',
    'CSV_ROW_INVALID 2 source: source: its bytes are not UTF-8: the file was saved as the CSV of Windows (Windows-1252). Save it as "CSV UTF-8 (Comma delimited)".',
  ],
  semicolons: [
    'rejected',
    'CSV_HEADER_UNKNOWN 1 -: Its columns are parted by semicolons, not by commas, as a spreadsheet writes them where Windows counts with a comma: save it as "CSV UTF-8 (Comma delimited)" under English (United Kingdom) settings, or as a workbook (.xlsx).',
  ],
  tabs: [
    'rejected',
    'CSV_HEADER_UNKNOWN 1 -: Its columns are parted by tabs, not by commas: save it as "CSV UTF-8 (Comma delimited)".',
  ],
  'UTF-16': [
    'rejected',
    'CSV_HEADER_UNKNOWN 1 -: This is text in UTF-16, which Excel calls "Unicode Text": save it as "CSV UTF-8 (Comma delimited)".',
  ],
  'a column that is misspelt': [
    'rejected',
    'CSV_HEADER_UNKNOWN 1 -: Read as notifications: notifedOn is notifiedOn, misspelt. Needed are mpan, notifiedOn, source, reference. pawl template notifications prints all columns.',
  ],
  'a column that is missing': [
    'rejected',
    'CSV_HEADER_UNKNOWN 1 -: Read as notifications: notifiedOn is missing. Needed are mpan, notifiedOn, source, reference. pawl template notifications prints all columns.',
  ],
  'a column that is there twice': [
    'rejected',
    'CSV_HEADER_UNKNOWN 1 -: Read as notifications: reference is there twice. Needed are mpan, notifiedOn, source, reference. pawl template notifications prints all columns.',
  ],
  'no header': [
    'rejected',
    'CSV_HEADER_UNKNOWN 1 -: Its first row is data: it needs a row above with the names of the columns. Needed are for notifications mpan, notifiedOn, source, reference; for appointments mpan, from; for visits mpan, visitedOn, outcome; for decisions mpan, decision, reason. pawl template NAME prints one to begin with.',
  ],
  'another list': [
    'rejected',
    'CSV_HEADER_UNKNOWN 1 -: It has no column mpan, so it is no CSV that is read here, and no flow, which begins with ZHV. Needed are for notifications mpan, notifiedOn, source, reference; for appointments mpan, from; for visits mpan, visitedOn, outcome; for decisions mpan, decision, reason. pawl template NAME prints one to begin with.',
  ],
  'capacity with its unit': [
    'rejected',
    'CSV_ROW_INVALID 2 capacityKw: capacityKw: must be a number of kilowatts such as 3.68, without its unit.',
  ],
  'yes for true': [
    'rejected',
    'CSV_ROW_INVALID 2 knownBackstop: knownBackstop: must be true or false.',
  ],
  'a Meter Operator by its name': [
    'rejected',
    'CSV_ROW_INVALID 2 meterOperator: meterOperator: must be a Market Participant Id, four capital letters or digits.',
  ],
  'a visit with an outcome of its own': [
    'rejected',
    'VISITS_DRIVE_NOTHING 1 -: A visits file is for the gateway of a Meter Operator: at a Supplier it has no effect.',
    'CSV_ROW_INVALID 2 outcome: outcome: must be one of hasBackstop, noBackstop, replaced, cannotReverse, noAccess, refused.',
  ],
  'a visit of tomorrow': [
    'rejected',
    'VISITS_DRIVE_NOTHING 1 -: A visits file is for the gateway of a Meter Operator: at a Supplier it has no effect.',
    'CSV_ROW_INVALID 2 visitedOn: visitedOn: it lies after today, 2026-08-05, and must be today or an earlier day.',
  ],
  'a decision without a reason': [
    'rejected',
    'CSV_ROW_INVALID 2 reason: reason: it is empty, and needs a text of at most 1,000 characters.',
  ],
  'a decision that is none': [
    'rejected',
    'CSV_ROW_INVALID 2 decision: decision: must be one of has, hasNot, replaced, cannotReverse, askAgain, alreadyKnown, outOfScope.',
  ],
  'an appointment that ends before it begins': [
    'rejected',
    'CSV_ROW_INVALID 2 to: to: must be a date that is not before from.',
  ],
  'a notification of next year': [
    'applied',
    'NOTIFIED_IN_FUTURE 2 notifiedOn: notifiedOn: it lies after today, 2026-08-05. Is the year right? The row was taken as it stands, and its deadlines count from that day.',
  ],
  'another workbook': [
    'rejected',
    'WORKBOOK_READ - -: Read from the sheet "Sheet1" of the workbook. Line 7 is row 7.',
    'CSV_HEADER_UNKNOWN 1 -: It has no column mpan, so it is no CSV that is read here, and no flow, which begins with ZHV. Needed are for notifications mpan, notifiedOn, source, reference; for appointments mpan, from; for visits mpan, visitedOn, outcome; for decisions mpan, decision, reason. pawl template NAME prints one to begin with.',
  ],
  'a zip file': [
    'rejected',
    'FILE_KIND_WRONG - -: This is a zip file and no workbook (.xlsx): unpack it and drop the files that are in it.',
  ],
  'half a workbook': [
    'rejected',
    'FILE_KIND_WRONG - -: It begins as a workbook (.xlsx) and cannot be unpacked: it was cut off or damaged on its way. Send it again, or open it and save the sheet as "CSV UTF-8 (Comma delimited)".',
  ],
  'an old workbook': [
    'rejected',
    'FILE_KIND_WRONG - -: This is a workbook of an older Excel (.xls), or one with a password: open it and save it as "CSV UTF-8 (Comma delimited)", or as .xlsx without a password.',
  ],
  'a PDF': [
    'rejected',
    'FILE_KIND_WRONG - -: This is a PDF. Ask for the list behind it, and save it as "CSV UTF-8 (Comma delimited)".',
  ],
  'a picture': [
    'rejected',
    'FILE_KIND_WRONG - -: This is a picture (PNG): only what stands in a CSV or a flow can be read.',
  ],
  'a web page': [
    'rejected',
    'CSV_HEADER_UNKNOWN 1 -: This is a web page or XML, as some systems export under the name of a workbook: open it in a spreadsheet and save it as "CSV UTF-8 (Comma delimited)".',
  ],
  'a flow without its trailer': [
    'rejected',
    'TRAILER_MISSING 4 -: The file ends without a ZPT trailer: it was cut short, or is still being written. Send it whole.',
  ],
  'a flow without its header': [
    'rejected',
    "HEADER_MISSING 1 -: The file begins with '004': expected a ZHV header as the first record.",
  ],
  'a flow with a wrong count': [
    'rejected',
    'TRAILER_COUNT_WRONG 5 J1067: Trailer says 9 groups, the file has 3: count every record except header and trailer.',
  ],
  'a flow with another identifier at its end': [
    'rejected',
    "TRAILER_IDENTIFIER_DIFFERS 5 J1064: Trailer File Identifier 'B2' is not the header's 'B1': two files may have been joined or one cut.",
  ],
  'two flows in one file': [
    'rejected',
    'RECORDS_AFTER_TRAILER 6 -: Records stand after the trailer: a file ends with its ZPT; split joined files.',
  ],
  'a flow with a date that does not exist': ['applied'],
  'a flow with an unknown group': [
    'rejected',
    "GROUP_UNKNOWN 3 -: '999' is not a group of D0002 version 001.",
    'TRAILER_COUNT_WRONG 6 J1067: Trailer says 3 groups, the file has 4: count every record except header and trailer.',
  ],
  'a flow that nobody knows': [
    'set-aside',
    'FLOW_UNKNOWN 1 -: D9999 is not in the catalogue: add a definition to read it.',
  ],
  'messages of the DIP that break off': [
    'rejected',
    'JSON_CUT 1 $: The file breaks off before its end. (line 1, byte 61)',
  ],
  'JSON that is none': [
    'rejected',
    'JSON_BROKEN 1 $: The file is no JSON: at line 1, character 10, a value: a text, a number, true, false, null, { or [ is expected. The sender corrects what writes it.',
  ],
};

test('each says what is wrong, where, and what to do', async () => {
  const own = await openTestGateway({ quietPeriodMs: 0 });
  const said: Record<string, readonly string[]> = {};
  for (const [name, input] of Object.entries(inputs)) {
    const content = typeof input === 'function' ? await input() : input;
    const { outcome, findings } = await own.take(`${name}.dat`, content);
    said[name] = [
      outcome,
      ...findings.map(
        ({ code, line, item, message }) => `${code} ${line ?? '-'} ${item ?? '-'}: ${message}`,
      ),
    ];
  }
  expect(said).toEqual(says);
}, 120_000);

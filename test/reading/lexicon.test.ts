/**
 * What the lexicon makes of words that no list has, by their shape and their neighbours: names of people,
 * numbers, references, dates and addresses. `?` is a word that stays unknown, `-` one of another list.
 */
import { expect, test } from 'vitest';
import { clausesOf } from '../../src/reading/clause.ts';
import { readingRules } from '../../src/reading/index.ts';
import type { PhraseKind } from '../../src/reading/phrase-kinds.ts';

const shapes: readonly PhraseKind[] = [
  'people',
  'stamps',
  'years',
  'smallNumbers',
  'settings',
  'streets',
  'names',
  'meters',
];

const piecesOf = (text: string): string =>
  clausesOf(readingRules, text)
    .flatMap(({ pieces }) => pieces)
    .map(({ words, kinds }) => {
      const known = shapes.filter((kind) => kinds.has(kind)).sort();
      const shape = kinds.size === 0 ? '?' : known.length === 0 ? '-' : known.join('+');
      return `${words.replaceAll(' ', '_')}:${shape}`;
    })
    .join(' ');

test.each([
  ['J RAMSBOTTOM', 'j:people ramsbottom:people'],
  ['j ramsbottom', 'j:people ramsbottom:people'],
  ['J. FROST', 'j:people frost:people'],
  ['J. RAMSBOTTOM SEEN', 'j:people ramsbottom:people seen:-'],
  ['J FROST', 'j:? frost:-'],
  ['A RAMSBOTTOM', 'a:- ramsbottom:people'],
  ['N RAMSBOTTOM', 'n:- ramsbottom:people'],
  ['J 123', 'j:? 123:smallNumbers'],
  ['J Rx', 'j:? rx:?'],
  ['SE/71190', 'se:stamps 71190:stamps'],
  ['SE9', 'se9:stamps'],
  ['SE99 4AB', 'se99:stamps 4ab:smallNumbers'],
  ['ABC9', 'abc9:smallNumbers'],
  ['16 NO', '16:smallNumbers no:smallNumbers'],
  ['NO 16', 'no:smallNumbers 16:smallNumbers'],
  ['METER NO 16', 'meter:meters no:smallNumbers 16:smallNumbers'],
  ['METER NO 4521', 'meter:meters no:stamps 4521:stamps'],
  ['SERIAL NO L98A1', 'serial_no:stamps l98a1:stamps'],
  ['K68 E 01882', 'k68:stamps e:stamps 01882:stamps'],
  ['K68 E 018', 'k68:stamps e:stamps 018:smallNumbers'],
  ['K68 EE 01882', 'k68:stamps ee:? 01882:stamps'],
  ['FERRANTI FMU2', 'ferranti:- fmu2:-'],
  ['FERRANTI FMUXX2', 'ferranti:- fmuxx2:smallNumbers'],
  ['FERRANTI QZB', 'ferranti:- qzb:stamps'],
  ['FERRANTI qzb', 'ferranti:- qzb:?'],
  ['FERRANTI QZBX', 'ferranti:- qzbx:?'],
  ['METER 06K 117204', 'meter:meters 06k:stamps 117204:stamps'],
  ['METER 06K 117', 'meter:meters 06k:smallNumbers 117:smallNumbers'],
  ['METER 06KK 117204', 'meter:meters 06kk:stamps 117204:stamps'],
  ['TYPE C1', 'type:- c1:stamps'],
  ['TYPE QZ', 'type:- qz:?'],
  ['MODEL 2B', 'model:- 2b:stamps'],
  ['CLASS X3', 'class:- x3:stamps'],
  ['MK 2', 'mk:- 2:stamps'],
  ['MRS PICKLESON', 'mrs:people pickleson:people'],
  ['MR 45', 'mr:people 45:smallNumbers'],
  ['DR QUIZZLEWICK', 'dr:people quizzlewick:people'],
  ['engineer Qolin attended', 'engineer:- qolin:people attended:-'],
  ['ENGINEER Qolin attended', 'engineer:- qolin:? attended:-'],
  ['engineer QOLIN attended', 'engineer:- qolin:? attended:-'],
  ['Attended Lewesham', 'attended:- lewesham:people'],
  ['From Lewesham', 'from:- lewesham:people'],
  ['at Rosewick', 'at:- rosewick:people'],
  ['engineer qolin', 'engineer:- qolin:?'],
  ['14 ELM ROAD', '14_elm_road:settings+streets'],
  ['14 ELM', '14:smallNumbers elm:-'],
  ['AT ROSEWICK COTTAGE', 'at:- rosewick_cottage:settings+streets'],
  ['AT THE QUIZ COTTAGE', 'at:- the:- quiz:- cottage:streets'],
  ['AT RED COTTAGE', 'at:- red:- cottage:streets'],
  ['VISITED ROSEWICK COTTAGE', 'visited:- rosewick_cottage:settings+streets'],
  ['14A ELM ROAD', '14a_elm_road:settings+streets'],
  ['14E ELM ROAD', '14e:smallNumbers elm:- road:streets'],
  ['NO 8 FELL VIEW', 'no_8_fell_view:settings+streets'],
  ['8 ST JOHNS VIEW', '8_st_johns_view:settings+streets'],
  [
    '8 ST JOHNS WOOD VIEW ROAD',
    '8:smallNumbers st:streets johns:people wood:- view:streets road:streets',
  ],
  ['4 HEOL LAS', '4_heol_las:settings+streets'],
  ['12 GLAN YR AFON', '12_glan:settings+streets yr:- afon:people'],
  ['4 HEOL LAS FACH BACH DU MAWR', '4_heol_las_fach_bach:settings+streets du:people mawr:people'],
  ['HEOL LAS', 'heol:? las:people'],
  ['4 JUNE 2024', '4_june_2024:settings+stamps'],
  ['54 221', '54:smallNumbers 221:smallNumbers'],
  ['RDG 54 221', 'rdg:- 54_221:stamps'],
  ['RDG 54 2211', 'rdg:- 54:smallNumbers 2211:stamps'],
  ['FTD 2 MTR', 'ftd:- 2:- mtr:meters'],
  ['FTD 2 QZ', 'ftd:- 2:smallNumbers qz:?'],
  ['2 MTR', '2:smallNumbers mtr:meters'],
  ['SWAPPED 4 SMART', 'swapped:- 4:- smart:-'],
  ['FTD 5 MTR', 'ftd:- 5:smallNumbers mtr:meters'],
  ['NO REVERSE RUNNING STOP', 'no:- reverse_running_stop:names'],
  ['NO REVERSE RUNNING', 'no_reverse_running:-'],
  ['NOT REVERSE RUNNING STOP', 'not:- reverse_running_stop:names'],
  ['backstpo', 'backstpo:names'],
  ['meterr', 'meterr:meters'],
  ['sealz', 'sealz:-'],
  ['qqqqqq', 'qqqqqq:?'],
  ['45213', '45213:stamps'],
  ['2b', '2b:smallNumbers'],
  ['1998', '1998:stamps+years'],
  ['60a', '60a:-'],
  ['12/06/2026', '12/06/2026:settings+stamps'],
  ['x9y9z9w9', 'x9y9z9w9:stamps'],
  ['WENT AT 10:30', 'went:- at:- 10:30:settings+stamps'],
  [
    'supercalifragilisticexpialidociousnesswithmore',
    'supercalifragilisticexpialidociousnesswithmore:?',
  ],
  ['é', 'é:?'],
])('in "%s" stand %s', (text, pieces) => {
  expect(piecesOf(text)).toBe(pieces);
});

test('a word is read whatever its length, and a very long one is nobody’s', () => {
  expect(piecesOf('B'.repeat(40))).toMatch(/:.$/);
  expect(piecesOf(`12${'3'.repeat(38)}`)).toMatch(/:stamps$/);
  expect(piecesOf(`12${'3'.repeat(39)}`)).toMatch(/:\?$/);
});

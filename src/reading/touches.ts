/**
 * What touches a statement although every word of it is harmless: classes of words that, together in
 * one clause, speak of the report, of the meter's insides, of how it was looked at, or of what its test
 * is worth. The one rule: a touch is a row of classes, in any order, and takes the report to a person.
 */
import type { PhraseKind } from './phrase-kinds.ts';

/** Words by class; a word may stand in several. */
const classes = {
  paper:
    'mpan msn serial serials plate digit digits address number numbers photo photos pic pics picture note notes sheet sheets job jobs order orders report reports ticket entry detail details paperwork figure figures reading readings',
  agree:
    'match matches matching tally tallies agree agrees correspond tie ties apply applies relate relates belong belongs yours fit fits tally right add',
  deny: 'no not none never nothing nowt doesnt dont didnt isnt wasnt wont wouldnt cant cannot couldnt hasnt nor neither without unable aint cudnt couldent',
  mixed: 'swapped transposed muddled mixed jumbled switched confused',
  seldom: 'mostly sometimes usually often occasionally seldom rarely almost nearly half',
  pawl: 'disc disk wheel pawl pawls ratchet tooth teeth detent backstop bstop backstops stop',
  pawlDeeds:
    'catch catches hold holds held engages works stays stops stop stopped turns moves runs',
  spoilt:
    'stick sticks sticking sticky stuck jam jams jammed slip slips slipped slipping slid jump jumps jumped skip skips skipped miss misses missing worn bent broke broken snapped loose knackered gummed seized weak tired rust rusty rusted stiff faint half',
  wiring: 'polarity tails tail live neutral line meter mtr cts ct phases',
  crossed: 'crossed reversed upside bypass bypassed bypassing bridged transposed rewired',
  array: 'pv solar panel panels array inverter gen generation generating system turbine',
  idle: 'unconnected snow snowed dismantled decommissioned',
  leaving: 'removed taken stripped sold coming',
  later: 'next soon spring summer autumn winter later month year due going',
  find: 'find found connected here property house site working producing commissioned',
  tamper:
    'magnet magnets drilled bypass bypassed bypassing tamper tampered tampering fiddled jumper meddled',
  hole: 'hole holes',
  cover: 'cover case casing glass window lid meter mtr seals seal',
  cut: 'cut smashed prised forced levered',
  out: 'out',
  meter: 'meter mtr metre',
  relocated: 'moved relocated moving resited rejected',
  be: 'be being',
  doubting:
    'retest recalled batch guess guessed swear court doorstop letterbox keyhole peeked peeped ticked wedged',
  neighbour: 'neighbours neighbour landlords landlord',
  off: 'off disconnected',
  restored:
    'back restored on reconnected during whilst while for before after at leave till til until asked advised switched forwards turned',
  over: 'over',
  again: 'return revisit',
  need: 'need needed needs required req reqd requires wanted necessary',
  wrong: 'wrong incorrect mistaken',
  job: 'job house address box flat property meter mtr serial site mpan name premises form',
} as const;
type WordClass = keyof typeof classes;

/** A class that is not to stand there is written with a minus. */
type Row = readonly [list: PhraseKind, ...classes: (WordClass | `-${WordClass}`)[]];
/** Each row with what it hears. */
const rows: readonly Row[] = [
  // "SERIAL DOESN'T MATCH SHEET"
  ['elsewhere', 'paper', 'deny', 'agree'],
  ['elsewhere', 'paper', 'mixed'],
  ['elsewhere', 'wrong', 'job'],
  // "PAWL STICKS NOW AND THEN"
  ['defects', 'pawl', 'spoilt'],
  ['defects', 'wiring', 'crossed'],
  ['defects', 'wiring', 'mixed', 'over'],
  // "NO SOLAR AT THIS PROPERTY", "PANELS NOT CONNECTED UP"
  ['softeners', 'array', 'deny', 'find'],
  ['softeners', 'array', 'idle', '-deny'],
  ['softeners', 'array', 'leaving', 'later'],
  ['softeners', 'seldom', 'pawlDeeds'],
  // "SOLAR WAS OFF", "PV DISCONNECTED BY CUST": but it may have been for the work.
  ['softeners', 'array', 'off', '-restored'],
  // "TICKED BOTH BOXES", "REFERS TO NEIGHBOUR'S MTR".
  ['doubts', 'doubting'],
  ['elsewhere', 'neighbour', 'meter'],
  // "MAGNET FOUND ON SIDE OF METER", "COVER SEALS CUT"
  ['tampering', 'tamper', '-deny'],
  ['tampering', 'hole', 'cover'],
  ['tampering', 'cut', 'cover', '-out'],
  ['wanted', 'meter', 'relocated', 'be'],
  ['again', 'again', 'need', '-deny'],
];

const bitOf = new Map(Object.keys(classes).map((name, at) => [name, 1 << at]));
const bitsOf = new Map<string, number>();
for (const [name, words] of Object.entries(classes))
  for (const word of words.split(' '))
    bitsOf.set(word, (bitsOf.get(word) ?? 0) | (bitOf.get(name) ?? 0));

const masks = rows.map(([list, ...names]) => {
  const sum = (some: readonly string[]): number =>
    some.reduce((all, name) => all | (bitOf.get(name) ?? 0), 0);
  return {
    list,
    needs: sum(names.filter((name) => !name.startsWith('-'))),
    bars: sum(names.filter((name) => name.startsWith('-')).map((name) => name.slice(1))),
  };
});

/** The list of the first row that fits the words of the clause, or null. */
export function touchOf(pieces: readonly { readonly words: string }[]): PhraseKind | null {
  let heard = 0;
  for (const { words } of pieces) {
    for (const word of words.split(' ')) heard |= bitsOf.get(word) ?? 0;
  }
  if (heard === 0) return null;
  return (
    masks.find(({ needs, bars }) => (heard & needs) === needs && (heard & bars) === 0)?.list ?? null
  );
}

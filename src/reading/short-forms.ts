/**
 * Short forms that no list has: a word of the trade without its vowels ("FND"), its beginning ("ORIG"),
 * or its beginning and its end ("POSN", "INSPD"). The one rule: where two words may have been meant that
 * do not mean the same, neither is taken.
 */

/** What engineers shorten, and what may be meant instead: doubt and damage too. */
const trade =
  'found fitted installed original existing position power external internal access accessed inspected observed tested checked ' +
  'confirmed connected disconnected removed replaced replacement exchanged changed completed operating operational functioning functional ' +
  'working correct correctly satisfactory customer cupboard cover cable terminal sealed resealed reading register serial number address ' +
  'property premises appointment supplier generation isolator inverter installer earth polarity voltage single phase photograph ' +
  'paperwork information required requested requires visible possible unable damaged broken missing faulty defective unknown unsafe ' +
  'located situated attended visited present permission landlord tenant occupier householder engineer apprentice commissioned ' +
  'energised labelled labels secured securely cleared cleaned tightened insulated manufactured manufacturer manufacture board boards between before ' +
  'advised informed arranged booked cancelled refused awaiting inspection inspections consumer service bathroom bedroom kitchen garage ' +
  'downstairs upstairs outside inside standard temporary previous previously';

const words = trade.split(' ');

const skeleton = (word: string): string =>
  word[0] +
  word
    .slice(1)
    .replace(/[aeiou]/g, '')
    .replace(/(.)\1/g, '$1');

function isShortFor(short: string, word: string): boolean {
  if (short.length < 3 || short.length >= word.length || short[0] !== word[0]) return false;
  if (word.startsWith(short)) return true;
  const bare = short.replace(/(.)\1/g, '$1');
  const bones = skeleton(word);
  if (bare === bones || (bare.length > 2 && word.length > 7 && bones.startsWith(bare))) return true;
  return short.length > 3 && word.startsWith(short.slice(0, -1)) && word.endsWith(short.slice(-1));
}

/** All words of the trade that a short form may stand for. */
export const longFormsOf = (short: string): readonly string[] =>
  words.filter((word) => isShortFor(short, word));

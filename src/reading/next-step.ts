/**
 * The next step is what is still to be done where a meter has no backstop: an exchange that is asked
 * for, booked or not possible today. The one rule: it names the step, every word of it is known, and no
 * word is of what was seen, of a doubt, or of a further look.
 */
import { is, joinedWords, type Piece } from './piece.ts';
import type { PhraseKind } from './phrase-kinds.ts';
import { bearing } from './talk.ts';

const steps: readonly PhraseKind[] = [
  'wanted',
  'needs',
  'needed',
  'advice',
  'replacing',
  'exchanging',
  'planned',
];

/** What is no step: what the meter is and does, what was done, and whose word it is. */
const others: readonly PhraseKind[] = [
  ...bearing,
  'stopWord',
  'softeners',
  'replaced',
  'defects',
  'breakages',
  'alternatives',
  'absences',
  'sight',
  'asks',
];

/** Words of those lists that are of a step after all. */
const ofSteps: ReadonlySet<string> = new Set(
  'time|aborted|check in|or|another|other|on van|day|rebook|someone|somebody|double|renewing|sorted|one|please|pls|open|light|access|cover|with|had|board|stopping'.split(
    '|',
  ),
);

/** A further look, which takes back what was seen. */
const looking =
  /\b(put|chec?k\w*|chk\w*|test\w*|verif\w+|confirm\w*|inspect\w*|look\w*|see|seen|prove\w*|proving|view\w*|exam\w*|opinion|investig\w+|survey\w*|clarif\w+|identif\w+|trace|revisit|return(?!.*\b(?:exch|swap|swop|chang|repl))|re ?visit|recheck|if|unless|until|till|whether|depend\w*|instead|cancel\w*|not (needed|req\w*|required|necessary|wanted)|no (need|longer)|without)\b/;

/** What a step is of: an exchange, a meter, who does it and what it takes. */
const ofExchange =
  /\b(exch\w*|c o|c\/o|swap\w*|swop\w*|chang\w+|replac\w+|repl|renew\w*|new|smart|smets\w*|meters?|mtrs?|mop|mex|job|order|stock|spare|isolat\w*|dno|1ph|3ph|one ph\w*|board|crew|sorted|renewing|appt|appointment|book\w*|rebook|auth\w*|office|supplier|date|slot|ring|call|phone|contact|touch|post|letter)\b/;

/** "NO TIME TO C/O TODAY", "BOOK WITH NOTICE PLS", "BRING THE KIT FOR THE C/O". */
export function isNextStep(pieces: readonly Piece[]): boolean {
  const said = joinedWords(pieces);
  if (looking.test(said) || !ofExchange.test(said)) return false;
  const isStep = (piece: Piece): boolean =>
    steps.some((kind) => is(piece, kind)) || is(piece, 'inabilities');
  if (!lacking.test(said) && !pieces.some(isStep)) return false;
  return pieces.every(
    (piece) =>
      ofSteps.has(piece.words) || (piece.kinds.size > 0 && !others.some((kind) => is(piece, kind))),
  );
}

/** "NO ISOLATION", "NO STOCK": what an exchange could not be done without. */
const lacking =
  /\bno (\w+ )?(time|stock|spares?|room|space|isolat\w+|crew|kit|parts|board|mate|neutral|signal|slots?)\b|\btoo (wee|small|tight|short|narrow|old|cramped|poor) for\b/;

/** Does this data collector's software hold protocol approval for this meter type on this day? */
import type { LocalDate } from '../../calendar/index.ts';
import { type Issuing, issuingOn } from './cop-rules.ts';
import { knownDateInWords } from './known-date.ts';
import { citedBy, type Sentence, sentenceAt } from './papers.ts';
import type { ProtocolEntry } from './register.ts';
import { isSameName, listStandingOf } from './standing.ts';

export const protocolStatuses = ['LISTED', 'NOT_LISTED', 'WITHDRAWN', 'UNDETERMINED'] as const;
type ProtocolStatus = (typeof protocolStatuses)[number];

interface ProtocolQuestion {
  readonly on: LocalDate;
  readonly mpid: string;
  readonly model: string;
  /** Null asks for any. */
  readonly software: string | null;
  readonly variant: string | null;
}

interface ProtocolAnswer {
  readonly status: ProtocolStatus;
  readonly says: string;
  readonly entries: readonly ProtocolEntry[];
  readonly issuing: Issuing;
  readonly sources: readonly Sentence[];
}

export function protocolOf(
  entries: readonly ProtocolEntry[],
  question: ProtocolQuestion,
): ProtocolAnswer {
  const verdict = verdictOf(entries, question);
  const issuing = issuingOn(null, question.on);
  const cited = verdict.entries.flatMap(({ reference }) => citedBy(reference));
  const rules = [sentenceAt('SVG paper 1.3'), ...(issuing.source === null ? [] : [issuing.source])];
  const sources = [...new Map([...cited, ...rules].map((one) => [one.at, one])).values()];
  return { ...verdict, issuing, sources };
}

function verdictOf(
  all: readonly ProtocolEntry[],
  { on, mpid, model, software, variant }: ProtocolQuestion,
): Pick<ProtocolAnswer, 'status' | 'says' | 'entries'> {
  const asked = all.filter(
    (entry) =>
      isSameName(entry.mpid, mpid) &&
      isSameName(entry.model, model) &&
      (software === null || isSameName(entry.software, software)) &&
      (variant === null || isSameName(entry.variant, variant)),
  );
  const inState = (state: ReturnType<typeof listStandingOf>): readonly ProtocolEntry[] =>
    asked.filter((entry) => listStandingOf(entry, on) === state);
  const answer = (status: ProtocolStatus, says: string, entries: readonly ProtocolEntry[]) => ({
    status,
    says: `${says}${appliedFor(entries)}`,
    entries,
  });
  const listed = inState('in');
  const [entry] = listed;
  if (entry !== undefined) {
    const list = entry.listVersion === '' ? '' : ` (list ${entry.listVersion})`;
    const from = knownDateInWords(entry.from ?? '');
    const says = `${entry.mpid}'s ${entry.software} holds protocol approval since ${from}${list}`;
    return answer('LISTED', says, listed);
  }
  const open = inState('undetermined');
  if (open.length > 0) {
    const isInMonth = open.some(({ from, to }) => [from, to].includes(on.slice(0, 7)));
    const says = isInMonth
      ? `the paper gives a month, ${knownDateInWords(on.slice(0, 7))}, and no day in it`
      : 'nothing says since when it holds protocol approval';
    return answer('UNDETERMINED', says, open);
  }
  const past = inState('past');
  if (past.length > 0) {
    const to =
      past
        .map((one) => one.to ?? '')
        .sort()
        .at(-1) ?? '';
    return answer('WITHDRAWN', `protocol approval was held up to ${knownDateInWords(to)}`, past);
  }
  const before = inState('before');
  const from = before.map((one) => one.from ?? '').sort()[0];
  const says =
    from === undefined
      ? `the register has no protocol approval of ${[mpid, software].filter(Boolean).join(' ')} for ${model}`
      : `protocol approval is held only since ${knownDateInWords(from)}`;
  return answer('NOT_LISTED', says, before);
}

function appliedFor(entries: readonly ProtocolEntry[]): string {
  const applied = entries.find((entry) => entry.applied !== null)?.applied ?? null;
  return applied === null ? '' : `; applied for in ${knownDateInWords(applied)}`;
}

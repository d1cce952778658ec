export {
  type Explained,
  type ExplainedCheck,
  type ExplainedException,
  explainKnown,
  explainMpan,
  type Known,
  shortEvent,
  shortOf,
} from './explained.ts';
export { alertInWords, eventInWords, standingInWords } from './in-words.ts';
export { aheadOf, standingAt } from './outlook.ts';
export { type PageOfHistory, pageOfHistory } from './paged.ts';
export { type Remarked, remarkedOn } from './remarked.ts';
export { searchFilterOf } from './search-filter.ts';
export {
  type ShownPart,
  type ShownRow,
  shownPartOf,
  shownPartOfSent,
  type Whereabouts,
  whereaboutsOf,
} from './stored-file.ts';
export { wordsOf } from './trace-source.ts';
export { type Trace, traceAlert } from './traced.ts';
export {
  answerOfGroup,
  approvalOf,
  decisionOf,
  proposedGroups,
  urgencyOf,
  type Waiting,
  waitingCalendars,
  waitingItems,
} from './waiting.ts';

export {
  type Explained,
  explainMpan,
  rulesAt,
  shortEvent,
} from './explained.ts';
export {
  alertInWords,
  generationInWords,
  metersInWords,
  standingInWords,
  firstAgainst,
} from './in-words.ts';
export { outlookOf } from './outlook.ts';
export { pageOfHistory } from './paged.ts';
export { remarkedOn } from './remarked.ts';
export { searchFilterOf } from './search-filter.ts';
export {
  type ShownPart,
  shownPartOf,
  shownPartOfSent,
  type WantedPart,
  whereaboutsOf,
} from './stored-file.ts';
export { traceAlert } from './traced.ts';
export {
  answerOfGroup,
  approvalOf,
  decisionOf,
  proposedGroups,
  urgencyOf,
  type Waiting,
  waitingFeeds,
  waitingItems,
} from './waiting.ts';

export {
  type Explained,
  type ExplainedCheck,
  type ExplainedException,
  explainMpan,
  shortOf,
} from './explained.ts';
export { alertInWords, eventInWords, standingInWords } from './in-words.ts';
export { type Source, sourceOf } from './trace-source.ts';
export { type Trace, traceAlert } from './traced.ts';
export { type Waiting, waitingItems } from './waiting.ts';

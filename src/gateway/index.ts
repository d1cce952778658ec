export { commitEvents, commitUntilDone } from './batch.ts';
export { takeCalendarFeeds } from './calendar-feeds.ts';
export { type CalendarTimeline, calendarTimeline } from './calendars.ts';
export { type Act, decide, requeue, resolve } from './commands.ts';
export { readCsv, writeCsv } from './csv.ts';
export {
  folderNames,
  makeFolders,
  probeName,
  sha256Of,
  sha256OfFile,
  sweepTemporaries,
  writeWhole,
} from './folders.ts';
export { beforeOf, type Gateway, mpanUpdate } from './gateway.ts';
export { listDropped, type Watch } from './inbox.ts';
export { type OnReceipts, takeIn } from './intake.ts';
export type { InboundFile } from './judge.ts';
export { sweepOutbox } from './outbox.ts';
export { approve, type OwedFlow, owedFlows, sendOwed } from './owed.ts';
export { settle } from './settle.ts';
export { tick } from './tick.ts';
export { visitItems } from './visit-items.ts';

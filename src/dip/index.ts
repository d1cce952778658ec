/** The door of the room: files of DIP messages to values. */
export {
  type DipDefinitions,
  readDipDefinitions,
  shippedDipSchemas,
} from './definition.ts';
export {
  type DipAppointment,
  type DipMessage,
  type DipMeter,
  type LinkedMpan,
  readDipMessage,
} from './message.ts';
export { momentOf } from './moment.ts';
export {
  createDipReader,
  type DipFileSummary,
  type DipReader,
  parseDipFile,
} from './read-file.ts';

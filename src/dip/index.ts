/** The door of the room: files of DIP messages to values. */
export { readDipDefinitions, shippedDip, shippedDipSchemas } from './definition.ts';
export { createJsonValueReader } from './json-values.ts';
export { createDipDescriber, wordsOfMessage } from './describe.ts';
export { type DipMessage, readDipMessage } from './message.ts';
export {
  createDipReader,
  type DipFileSummary,
  looksLikeJson,
  parseDipFile,
} from './read-file.ts';

/** The door of the room: the story that a new workspace begins with. */
export {
  type DemonstrationFile,
  demonstration,
  demonstrationMpans,
  demonstrationParticipant,
} from './demonstration.ts';

/** The door of the room: the story that a new workspace begins with. */
export { demonstration, demonstrationMpans, demonstrationParticipant } from './demonstration.ts';

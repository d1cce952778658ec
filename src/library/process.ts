/** `pawl/process`: the profiles and their machines. docs/library.md says what each name takes and gives. */
export {
  type CheckMachine,
  checkMachine,
  type OwnProfile,
  outcomes,
  type Profile,
  profileProblems,
  profilesWith,
  publishedProfiles,
  requestStages,
  type Signal,
  signals,
} from '../process/index.ts';

/** How a person at this machine calls Pawl: by npm in its repository, by its name where it is installed. */
const isRepository = import.meta.filename.endsWith('.ts');

export const ownCommand = isRepository
  ? { pawl: 'npm run --silent pawl --', start: 'npm start' }
  : { pawl: 'pawl', start: 'pawl start' };

export { openPorter, type Porter, type PorterTrouble } from './porter.ts';

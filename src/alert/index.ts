export { alertLine, deliverAlerts } from './deliver.ts';

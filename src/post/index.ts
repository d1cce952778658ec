export { type Answer, failed, refused, taken, whyUnanswered } from './answer.ts';
export { later, nextAttemptAt, waitSeconds } from './circuit.ts';
export { keptNote } from './kept-note.ts';
export { messageIdOf, sendMail } from './mail.ts';
export { type Queue, queueOf } from './queue.ts';
export {
  address,
  attemptsMax,
  type SmtpSettings,
  smtpShape,
  type WebhookSettings,
  webhookShape,
} from './settings.ts';
export { postTo } from './webhook.ts';

export type { Answer } from './answer.ts';
export { audienceOf } from './audience.ts';
export {
  alertRoutesShape,
  channelsShape,
  type SmtpSettings,
  smtpShape,
  type TellingSettings,
  tellingProblems,
  webhookShape,
} from './channel-config.ts';
export { alertLine, appendAlertLines, deliverAlerts } from './deliver.ts';
export { type Mail, messageIdOf, sendMail } from './mail.ts';
export { type Sender, senderOf } from './sender.ts';
export { tellTest } from './tell-channel.ts';
export { type GatewayLine, gatewayChannels, tellGateway } from './tell-gateway.ts';
export { postTo } from './webhook.ts';

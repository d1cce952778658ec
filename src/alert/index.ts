export { channelsFor, firstTellingAt } from './audience.ts';
export { alertRoutesShape, channelsShape, tellingProblems } from './channel-config.ts';
export { alertLine, appendAlertLines, deliverAlerts } from './deliver.ts';
export { senderOf } from './sender.ts';
export { tellTest } from './tell-channel.ts';
export { type GatewayLine, gatewayChannels, tellGateway } from './tell-gateway.ts';

export { channelsFor, firstTellingAt, milestoneChannels } from './audience.ts';
export { alertRoutesShape, channelsShape, notifyProblems } from './channel-config.ts';
export { alertLine, appendAlertLines, deliverAlerts } from './deliver.ts';
export { senderOf } from './sender.ts';
export { notifyTest } from './notify-channel.ts';
export { type GatewayLine, gatewayChannels, notifyOfGateway } from './notify-gateway.ts';

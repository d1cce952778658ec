/** One attempt to tell a channel something: the mail or the request that its kind asks for. */
import type { Instant } from '../calendar/index.ts';
import { meterOperatorSide } from '../market/index.ts';
import type { RaisedAlert } from '../process/index.ts';
import {
  type Answer,
  failed,
  messageIdOf,
  postTo,
  refused,
  sendMail,
  taken,
  type WebhookSettings,
} from '../post/index.ts';
import type { Delivery, MilestoneDelivery } from '../store/index.ts';
import type { Channel, NotifySettings } from './channel-config.ts';
import { cloudEventType, milestoneEvent, testEvent } from './cloud-event.ts';
import { payloadOf } from './payload.ts';
import {
  type Teller,
  digestTextOf,
  digestTitleOf,
  mailTextOf,
  subjectOf,
  titleOf,
} from './wording.ts';

/** What is told, for either kind of channel. */
export interface Announcement {
  /** Names it to a webhook, and a mail by its digest: the same at each attempt. */
  readonly key: string;
  readonly mailKey: string;
  readonly body: (format: WebhookSettings['format']) => string;
  readonly mail: () => { readonly title: string; readonly text: string };
}

export async function notify(
  { smtp }: NotifySettings,
  channel: Channel,
  { key, mailKey, body, mail }: Announcement,
  teller: Teller,
  now: Instant,
  stop?: AbortSignal,
): Promise<Answer> {
  if (channel.kind === 'webhook') {
    return postTo(channel, { key, body: body(channel.format), now }, stop);
  }
  if (channel.kind === 'cloudevents') return refused('it tells of milestones, and of no alerts');
  if (smtp === null) return failed('the configuration has no mail server');
  const { title, text } = mail();
  const messageId = messageIdOf(smtp, mailKey);
  return sendMail(
    smtp,
    { to: channel.to, subject: subjectOf(title, teller), text, messageId },
    stop,
  );
}

/** Tells a channel of one alert, or of several in one digest. */
export async function notifyChannel(
  settings: NotifySettings,
  name: string,
  channel: Channel,
  some: readonly Delivery[],
  teller: Teller,
  now: Instant,
  stop: AbortSignal,
): Promise<Answer> {
  const [first] = some;
  if (first === undefined) return taken;
  const { key, alert } = first;
  const alerts = some.map((delivery) => delivery.alert);
  const isDigest = channel.kind === 'email' && channel.digestAt !== null;
  const telling: Announcement = {
    key,
    mailKey: `${name}/${isDigest ? `${first.dueAt}/${first.id}` : key}`,
    body: (format) => payloadOf(format, { key, alert, isTest: false }, teller),
    mail: () => ({
      title: isDigest ? digestTitleOf(alerts) : titleOf(alert),
      text: isDigest ? digestTextOf(alerts, teller) : mailTextOf(alert, key, teller),
    }),
  };
  return notify(settings, channel, telling, teller, now, stop);
}

/** Tells a channel of programs what became of a check. */
export const notifyProgram = (
  channel: Channel,
  { key, milestone }: MilestoneDelivery,
  teller: Teller,
  now: Instant,
  stop: AbortSignal,
): Promise<Answer> =>
  postEvent(channel, key, milestoneEvent(teller.mpid, key, milestone), now, stop);

async function postEvent(
  channel: Channel,
  key: string,
  body: string,
  now: Instant,
  stop?: AbortSignal,
): Promise<Answer> {
  if (channel.kind !== 'cloudevents') return refused('the channel is now one of alerts');
  return postTo(channel, { key, body, now, contentType: cloudEventType }, stop);
}

/** Tells a channel an invented alert, so that a person can see whether it arrives. */
export async function notifyTest(
  settings: NotifySettings,
  channel: Channel,
  teller: Teller,
  now: Instant,
): Promise<Answer> {
  const key = `test/${now}`;
  if (channel.kind === 'cloudevents') {
    return postEvent(channel, key, testEvent(teller.mpid, key, now), now);
  }
  const alert = inventedAlert(now);
  const text = `This is a test: no action is needed. An alert would look like this:\n\n`;
  const telling: Announcement = {
    key,
    mailKey: key,
    body: (format) => payloadOf(format, { key, alert, isTest: true }, teller),
    mail: () => ({ title: 'a test of alerts', text: `${text}${mailTextOf(alert, key, teller)}` }),
  };
  return notify(settings, channel, telling, teller, now);
}

const inventedAlert = (now: Instant): RaisedAlert => ({
  key: `test/${now}`,
  mpan: '1200000000020',
  supplier: 'SUPP',
  sequence: 1,
  stage: 'investigating',
  kind: 'BREACHED',
  number: null,
  retracts: null,
  dueOn: now.slice(0, 10),
  owner: meterOperatorSide,
  party: 'MOPX',
  workingDaysOver: 0,
  owes: ['D0002'],
  since: now,
  trueAt: now,
  at: now,
  retracted: false,
});

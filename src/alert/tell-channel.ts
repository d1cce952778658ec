/** One attempt to tell a channel something: the mail or the request that its kind asks for. */
import type { Instant } from '../calendar/index.ts';
import type { RaisedAlert } from '../process/index.ts';
import type { Delivery } from '../store/index.ts';
import { type Answer, failed } from './answer.ts';
import type { Channel, TellingSettings } from './channel-config.ts';
import { messageIdOf, sendMail } from './mail.ts';
import { payloadOf } from './payload.ts';
import type { Teller } from './teller.ts';
import { postTo } from './webhook.ts';
import { digestTextOf, digestTitleOf, mailTextOf, subjectOf, titleOf } from './wording.ts';

/** Tells a channel of one alert, or of several in one digest. */
export async function tellChannel(
  { smtp }: TellingSettings,
  name: string,
  channel: Channel,
  some: readonly Delivery[],
  teller: Teller,
  now: Instant,
  stop: AbortSignal,
): Promise<Answer> {
  const [first] = some;
  if (first === undefined) return { outcome: 'taken' };
  const { key, alert } = first;
  if (channel.kind === 'webhook') {
    const body = payloadOf(channel.format, { key, alert, isTest: false }, teller);
    return postTo(channel, { key, body, now }, stop);
  }
  if (smtp === null) return failed('the configuration has no mail server');
  const alerts = some.map((delivery) => delivery.alert);
  const isDigest = channel.digestAt !== null;
  const mail = {
    to: channel.to,
    subject: subjectOf(isDigest ? digestTitleOf(alerts) : titleOf(alert), teller),
    text: isDigest ? digestTextOf(alerts, teller) : mailTextOf(alert, key, teller),
    messageId: messageIdOf(smtp, `${name}/${isDigest ? `${first.dueAt}/${first.id}` : key}`),
  };
  return sendMail(smtp, mail, stop);
}

/** Tells a channel an invented alert, so that a person can see whether it arrives. */
export async function tellTest(
  { smtp }: TellingSettings,
  channel: Channel,
  teller: Teller,
  now: Instant,
): Promise<Answer> {
  const key = `test/${now}`;
  const alert = inventedAlert(now);
  const stop = new AbortController().signal;
  if (channel.kind === 'webhook') {
    const body = payloadOf(channel.format, { key, alert, isTest: true }, teller);
    return postTo(channel, { key, body, now }, stop);
  }
  if (smtp === null) return failed('the configuration has no mail server');
  const text = `This is a test; nothing is to be done. An alert would look like this:\n\n`;
  return sendMail(smtp, {
    to: channel.to,
    subject: subjectOf('a test of alerts', teller),
    text: `${text}${mailTextOf(alert, key, teller)}`,
    messageId: messageIdOf(smtp, key),
  });
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
  owner: 'M',
  party: 'MOPX',
  workingDaysOver: 0,
  owes: ['D0002'],
  since: now,
  trueAt: now,
  at: now,
  retracted: false,
});

/**
 * What a webhook is sent, by format: our own JSON, a Slack message, or a card for Microsoft Teams.
 * The same alert gives the same bytes at each attempt, unless it was taken back in between.
 */

import type { WebhookSettings } from '../post/index.ts';
import type { RaisedAlert } from '../process/index.ts';
import { withHiddenShown } from '../words.ts';
import { alertLine } from './deliver.ts';
import { factsOf, type Teller, titleOf } from './wording.ts';

/** An alert and the key by which its receiver knows it again. */
interface Told {
  readonly key: string;
  readonly alert: RaisedAlert;
  /** True of what `pawl alerts test` sends. */
  readonly isTest: boolean;
}

/** A message of whatever kind, ready for every format. */
interface Message {
  readonly key: string;
  readonly isTest: boolean;
  readonly title: string;
  readonly retracted: boolean;
  readonly facts: readonly (readonly string[])[];
  /** The line in alerts/. */
  readonly alert: object;
}

export const payloadOf = (format: WebhookSettings['format'], told: Told, teller: Teller): string =>
  messageText(
    format,
    {
      key: told.key,
      isTest: told.isTest,
      title: titleFor(told),
      retracted: told.alert.retracted,
      facts: factsOf(told.alert, teller),
      alert: alertLine(told.alert, teller.role),
    },
    teller,
  );

/** What a webhook of this format is sent. */
export const messageText = (
  format: WebhookSettings['format'],
  message: Message,
  teller: Teller,
): string => {
  const title = withHiddenShown(message.title);
  const facts = message.facts.map((words) => words.map(withHiddenShown));
  const made = JSON.stringify(shapes[format]({ ...message, title, facts }, teller));
  // What is left is in our own JSON, which stays the same value.
  return withHiddenShown(made);
};

const titleFor = ({ alert, isTest }: Told): string =>
  isTest ? `Test: no action is needed. ${titleOf(alert)}` : titleOf(alert);

const shapes: Readonly<
  Record<WebhookSettings['format'], (message: Message, teller: Teller) => unknown>
> = {
  json: (message, teller) => ({
    version: 1,
    key: message.key,
    test: message.isTest,
    // Named one by one: whoever tells may know more than is to be told.
    participant: { mpid: teller.mpid, role: teller.role },
    title: message.title,
    retracted: message.retracted,
    alert: message.alert,
  }),
  slack: ({ title, facts }) => {
    const lines = facts.map(([name = '', fact = '']) => `*${name}* ${forSlack(fact)}`);
    return { text: [`*${forSlack(title)}*`, ...lines].join('\n') };
  },
  teams: ({ title, facts }) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            { type: 'TextBlock', text: title, weight: 'Bolder', wrap: true },
            {
              type: 'FactSet',
              facts: facts.map(([name, value]) => ({ title: name, value })),
            },
          ],
        },
      },
    ],
  }),
};

/** Slack reads these three as the beginning of something else. */
const forSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

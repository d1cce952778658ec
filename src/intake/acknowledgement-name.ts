/** Whether a dropped file is an acknowledgement of the transfer service: its name alone says so. */
import { isAcknowledgementName } from '../config/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { InboundFile } from './dropped-file.ts';

export const isAcknowledgement = (
  { config }: Pick<Gateway, 'config'>,
  { folder, name }: Pick<InboundFile, 'folder' | 'name'>,
): boolean =>
  folder === 'inbox' &&
  config.acknowledgements !== null &&
  isAcknowledgementName(config.acknowledgements, name);

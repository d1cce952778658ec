/**
 * `metrics` of pawl.config.json: where figures and health can be fetched. Nothing listens unless an
 * address is given, and only on this machine unless the file says otherwise in so many words.
 */
import { z } from 'zod';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const portMax = 65_535;

/** Host and port of `127.0.0.1:9464` or `[::1]:9464`; null where the text is neither. */
export function listenAddressOf(text: string): ListenAddress | null {
  const [, bracketed, plain, digits = ''] =
    /^(?:\[([^\]]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host === undefined || port > portMax ? null : { host, port };
}

/** Ours: a name other than localhost may mean another address tomorrow, so it is not loopback. */
const isLoopback = ({ host }: ListenAddress): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

const listen = z
  .string()
  .refine((text) => listenAddressOf(text) !== null, 'an address and a port, such as 127.0.0.1:9464')
  .nullable()
  .default(null)
  .describe('where GET /metrics and GET /health answer; null: nowhere');

export const metricsShape = z
  .strictObject({
    listen,
    allowRemote: z
      .boolean()
      .default(false)
      .describe('true: the address may be one that other machines reach'),
  })
  .refine(
    ({ listen: text, allowRemote }) => {
      const address = text === null ? null : listenAddressOf(text);
      return address === null || allowRemote || isLoopback(address);
    },
    {
      path: ['listen'],
      message:
        'an address of this machine alone, such as 127.0.0.1:9464, or "allowRemote": true beside it',
    },
  )
  .prefault({})
  .describe('figures for Prometheus and a health page, both read-only');

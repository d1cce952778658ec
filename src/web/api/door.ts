/**
 * The door for people at this machine: commands of the desk ask the API of the running gateway through
 * a Unix socket, so that whoever acts needs no right on the store. Two things let somebody in. The
 * folder of the socket may be entered by the desk's group alone: that is the system's word that they
 * belong to the desk. Their token says who they are and what they may: Node cannot ask a socket for
 * its peer.
 */
import type { MiddlewareHandler } from 'hono';
import type { Env, Web } from '../context.ts';
import { Problem } from '../problem.ts';

export const doorName = 'door/pawl.sock';
/** By which a command says of which package it is: how it reads an answer goes by that. */
export const versionHeader = 'x-pawl-version';

/** Throws 409 for a command of another version. */
export const sameVersion =
  (web: Web): MiddlewareHandler<Env> =>
  async (context, next) => {
    const version = context.req.header(versionHeader);
    if (version !== undefined && version !== web.version) {
      throw new Problem(
        409,
        'NOT_POSSIBLE',
        `the gateway is Pawl ${web.version}, and this command ${version}`,
        'use the pawl of the package that the gateway runs, or restart the gateway after an upgrade',
      );
    }
    await next();
  };

/** Bringing a file in by a program: the body is the file itself, read as it comes. */
import { z } from 'zod';
import { bringIn, fitting } from '../../desk/index.ts';
import { type Context, needs, type Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { bodyOf, forget, stageSent } from '../upload.ts';
import type { Route } from './route.ts';

const { name, reason } = bringIn.takes.shape;
const query = z.strictObject({ name, reason });

export const uploadRoute: Route = {
  method: 'POST',
  path: '/api/v1/files',
  group: bringIn.group,
  summary: `${bringIn.summary}; the body is the file itself`,
  role: bringIn.role,
  params: z.strictObject({}),
  query,
  body: null,
  answer: bringIn.answers,
  alsoAs: null,
  isStream: false,
  problems: [],
  respond: async (web: Web, context: Context) => {
    needs(context, bringIn.role);
    const asked = fitting(query, context.req.query());
    const gateway = web.gateway();
    const sent = await stageSent(gateway, asked.name, bodyOf(context));
    try {
      const desk = deskOf(web, context, bringIn.role);
      return context.json(await bringIn.ask(desk, { ...asked, staged: sent.staged }));
    } catch (error) {
      forget(gateway, [sent]);
      throw error;
    }
  },
};

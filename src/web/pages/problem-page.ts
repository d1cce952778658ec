/** What went wrong, as a page. */
import { html } from 'hono/html';
import type { Context } from '../context.ts';
import type { Problem } from '../problem.ts';
import { frame, type Html, page } from './layout.ts';

export function problemPage(context: Context, problem: Problem): Html {
  const main = html`<h1>That did not work</h1>
<p><strong>${problem.code}</strong>: ${problem.message}</p>
<p>${problem.hint}</p>`;
  const isIn = (context.get('person') as unknown) !== undefined;
  return isIn
    ? page(context, { title: problem.code, at: null, main })
    : frame(problem.code, '', main);
}

/** `GET /api`: the description of the API as a page for people, made from the published one. */
import { html } from 'hono/html';
import type { Context } from '../context.ts';
import { type Html, page } from '../pages/layout.ts';
import { table } from '../pages/pieces.ts';
import type { OpenApi, ApiOperation, Parameter, Schema } from './openapi.ts';

export function apiPage(context: Context, { paths, components }: OpenApi): Html {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const groups = [...new Set(operations.flatMap(({ operation }) => operation.tags))];
  const main = html`<h1>API</h1>
<p>Everything that pages show and do, for programs, as JSON. Send
<code>Authorization: Bearer TOKEN</code>; <code>pawl token</code> makes one. The description for
tools, OpenAPI 3.1, is <a href="/openapi.json">/openapi.json</a>.</p>
<nav aria-label="Groups of routes"><ul>${groups.map(
    (group) => html`<li><a href="#${anchor(group)}">${group}</a></li>`,
  )}</ul></nav>
${groups.map(
  (group) => html`<section aria-labelledby="${anchor(group)}">
<h2 id="${anchor(group)}">${group}</h2>
${operations
  .filter(({ operation }) => operation.tags.includes(group))
  .map(({ method, path, operation }) => operationIn(method, path, operation))}
</section>`,
)}
<section aria-labelledby="shapes">
<h2 id="shapes">Shapes</h2>
${Object.entries(components.schemas).map(
  ([name, schema]) => html`<details id="${anchor(`shape ${name}`)}">
<summary>${name}</summary>
<pre tabindex="0" aria-label="Shape of ${name}"><code>${jsonOf(schema)}</code></pre>
</details>`,
)}
</section>`;
  return page(context, { title: 'API', at: null, main });
}

const anchor = (text: string): string => text.toLowerCase().replaceAll(' ', '-');

const jsonOf = (schema: Schema): string => JSON.stringify(schema, null, 2);

function operationIn(method: string, path: string, operation: ApiOperation): Html {
  const { summary, description, parameters, requestBody, responses } = operation;
  const problems = Object.keys(responses).filter((status) => status >= '400');
  return html`<article>
<h3><code>${method.toUpperCase()} ${path}</code></h3>
<p>${summary}. ${description}</p>
${parameters.length === 0 ? '' : parametersIn(`${method.toUpperCase()} ${path}`, parameters)}
${requestBody === undefined ? '' : shapeIn('Body', requestBody.content['application/json'].schema)}
${shapeIn('Answer', answerOf(responses))}
<p>Problems: ${problems.join(', ')}.</p>
</article>`;
}

const parametersIn = (of: string, parameters: readonly Parameter[]): Html =>
  table({
    caption: `Parameters of ${of}`,
    columns: [{ name: 'Parameter' }, { name: 'In' }, { name: 'Takes' }],
    rows: parameters.map(({ name, in: place, required, description, schema }) => [
      html`<code>${name}</code>${required ? ' (needed)' : ''}`,
      place,
      html`${description ?? ''} <code>${takenBy(schema)}</code>`,
    ]),
  });

/** "one of X, M", "integer", "string, such as a date". */
function takenBy(schema: Schema): string {
  const { enum: values, type, format, default: unless } = schema;
  const kinds = values === undefined ? (type ?? 'text') : `one of ${values.join(', ')}`;
  const form = format === undefined ? '' : `, ${format}`;
  return `${kinds}${form}${unless === undefined ? '' : `; ${unless} if left out`}`;
}

function answerOf(responses: ApiOperation['responses']): Schema {
  const { content } = responses['200'] as { content: Record<string, { schema: Schema }> };
  return Object.values(content)[0]?.schema ?? {};
}

function shapeIn(title: string, schema: Schema): Html {
  const name = (schema.$ref ?? '').split('/').at(-1);
  if (name !== undefined && name !== '') {
    return html`<p>${title}: <a href="#${anchor(`shape ${name}`)}">${name}</a></p>`;
  }
  return html`<details><summary>${title}</summary>
<pre tabindex="0" aria-label="${title}"><code>${jsonOf(schema)}</code></pre></details>`;
}

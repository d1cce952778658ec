/** What a form has sent. */
import type { Context } from './context.ts';
import { Problem } from './problem.ts';

/** The fields of a form, a list where several have one name. Throws 400 for what is no form. */
export async function formOf({
  req,
}: Context): Promise<Record<string, string | readonly string[]>> {
  try {
    const fields = Object.entries(await req.parseBody({ all: true }));
    return Object.fromEntries(
      fields.map(([name, value]) => [
        name,
        Array.isArray(value) ? value.filter((one) => typeof one === 'string') : textOf(value),
      ]),
    );
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, 'BAD_REQUEST', 'the body is not a form', 'send it as a browser does');
  }
}

/** No form here takes files. */
const textOf = (value: string | File): string => (typeof value === 'string' ? value : '');

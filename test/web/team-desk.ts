/** A desk of several people for tests of what they do together. */
import { type DeskOptions, openWebDesk, tokenOf, type WebDesk } from './desk.ts';
import { mainOf, pageAt, wordsOf } from './pages.ts';

export const bert = { name: 'bert', role: 'approver', token: tokenOf('bert') } as const;
export const openTeamDesk = (options: DeskOptions = {}): Promise<WebDesk> =>
  openWebDesk({ people: [bert], ...options });

type Body = Record<string, unknown>;
export type Role = 'viewer' | 'operator' | 'approver';

export async function post(
  desk: WebDesk,
  role: Role,
  path: string,
  body: object = {},
): Promise<Body> {
  const response = await desk.as(role, `/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as Body) };
}

export const ask = async (desk: WebDesk, path: string, role: Role = 'operator'): Promise<Body> =>
  (await (await desk.as(role, `/api/v1${path}`)).json()) as Body;

export const mpansOf = ({ items }: Body): unknown[] =>
  (items as { mpan: string }[]).map((one) => one.mpan);
export const wordsAt = async (
  desk: WebDesk,
  path: string,
  role: Role = 'operator',
): Promise<string> => wordsOf(mainOf(await pageAt(desk, path, role)));

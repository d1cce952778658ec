/** What a request did, told to a SIEM: who, from where, through which face. */
import type { AuditPart } from '../desk/index.ts';
import { versionHeader } from './api/door.ts';
import type { Context, Web } from './context.ts';
import type { Person } from './identity.ts';
import { isApi } from './problem.ts';

/** Tells a SIEM what whoever is signed in did, or nobody. */
export function auditOf(web: Pick<Web, 'gateway'>, context: Context, told: AuditPart): void {
  const person = context.get('person') as Person | undefined;
  const { audit, clock } = web.gateway();
  audit.tell(clock.now(), {
    ...told,
    who: person?.name ?? null,
    role: person?.role ?? null,
    through: faceOf(context),
    peer: context.get('peer'),
  });
}

/** A command at the door says of which version it is. */
export const faceOf = (context: Context): 'page' | 'api' | 'command' =>
  !isApi(context) ? 'page' : context.req.header(versionHeader) === undefined ? 'api' : 'command';

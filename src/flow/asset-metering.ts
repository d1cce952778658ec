/**
 * Flows in which an Asset Metering Virtual Lead Party (AMVLP) takes part. They name asset metering
 * systems by an AMSID where other flows name a metering point by its MPAN.
 *
 * DTC 15.4, D0001: for an AMVLP the MPAN Core carries an AMSID, of the same form. With which weights its
 * check digit is made no public paper tells: ours, an AMSID is thirteen digits, the last unchecked. Who
 * an AMVLP is its letter tells, by reference data; a letter that nobody knows is none.
 */
import type { FlowDefinition } from './catalogue.ts';
import type { Envelope } from './envelope.ts';

/** Who stands behind the letter of a header on a day (yyyy-mm-dd); null where nobody knows. */
export type RoleOf = (
  letter: string,
  date: string,
) => { readonly role: string; readonly name: string } | null;

export const knowsNoRole: RoleOf = () => null;

/** The roles behind a header, on the day that it says it was created. */
export function rolesOf(
  { fromRole, toRole, createdAt }: Pick<Envelope, 'fromRole' | 'toRole' | 'createdAt'>,
  roleOf: RoleOf,
) {
  const date = `${createdAt.slice(0, 4)}-${createdAt.slice(4, 6)}-${createdAt.slice(6, 8)}`;
  return { from: roleOf(fromRole, date), to: roleOf(toRole, date) };
}

/** True if an AMVLP sends the flow or gets it, by a route that the catalogue has. */
export function isOfAmvlp(
  { routes }: Pick<FlowDefinition, 'routes'>,
  envelope: Pick<Envelope, 'fromRole' | 'toRole' | 'createdAt'>,
  roleOf: RoleOf,
): boolean {
  const { from, to } = rolesOf(envelope, roleOf);
  const isAmvlps = [from?.role, to?.role].includes(AMVLP);
  return isAmvlps && routes.includes(`${from?.role}>${to?.role}`);
}

const AMVLP = 'AMVLP';

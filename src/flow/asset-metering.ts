/**
 * Flows in which an Asset Metering Virtual Lead Party (AMVLP) takes part. They name asset metering
 * systems by an AMSID where other flows name a metering point by its MPAN.
 *
 * DTC 15.4, D0001: for an AMVLP the MPAN Core carries an AMSID, of the same form. Which letter the role
 * has in a header, and with which weights the check digit of an AMSID is made, no public paper tells.
 * Ours: who sends or gets a flow by a route that the catalogue has for an AMVLP, under a letter that
 * is none of the known ones, is one; and an AMSID is thirteen digits, the last unchecked.
 */
import type { FlowDefinition } from './catalogue.ts';
import type { Envelope } from './envelope.ts';

/** True if an AMVLP sends the flow or gets it. */
export function isOfAmvlp(
  { routes }: Pick<FlowDefinition, 'routes'>,
  { fromRole, toRole }: Pick<Envelope, 'fromRole' | 'toRole'>,
): boolean {
  return routes.some((route) => {
    const [from = '', to = ''] = route.split('>');
    return (from === AMVLP || to === AMVLP) && fits(from, fromRole) && fits(to, toRole);
  });
}

const AMVLP = 'AMVLP';

/** Letters of roles by their names in routes, as public files have them: J0001. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['Supplier', 'X'],
  ['MOP', 'M'],
  ['Distributor', 'R'],
  ['HHDC', 'C'],
  ['NHHDC', 'D'],
]);

/** All letters that are known to mean something else than an AMVLP. */
const KNOWN = new Set([...LETTERS.values(), 'P', 'V', '8', 'Z', 'G', '4', 'A', 'B']);

const fits = (role: string, letter: string): boolean =>
  LETTERS.has(role) ? LETTERS.get(role) === letter : !KNOWN.has(letter);

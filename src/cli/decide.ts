/** `pawl decide`, `pawl cancel` and `pawl resolve`: a person settles what the rules cannot. */
import { standingInWords } from '../account/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { decisions, outcomeOf } from '../process/index.ts';
import { findChecks, standingOf } from '../report/index.ts';
import { type ActOptions, acting } from './act.ts';
import { usage } from './failure.ts';
import { mpanOf } from './mpan.ts';
import { count, say } from './print.ts';

export async function decide(typed: string, verb: string, options: ActOptions): Promise<number> {
  const mpan = mpanOf(typed);
  const decision = decisions.find((known) => known === verb);
  if (decision === undefined) {
    throw usage(`"${verb}" is no decision`, `decisions are ${decisions.join(', ')}`);
  }
  await acting(options, async (gateway, act, deeds) => {
    const means = await deeds.decide(gateway, mpan, { name: 'decide', decision }, act);
    if (means === 'proposed') say(`Proposed ${decision} for MPAN ${mpan}: ${waits}`);
    else say(means === 'moved' ? `Decided ${decision} for MPAN ${mpan}.` : unmoved[means]);
    await tellStanding(gateway, mpan);
  });
  return 0;
}

const waits = 'it counts when another person does the same.';

const unmoved = {
  noted: 'Noted in the journal; it does not move the check.',
  exception: 'Kept in the journal, but it does not fit how the check stands: see pawl exceptions.',
};

export async function cancel(typed: string, options: ActOptions): Promise<number> {
  const mpan = mpanOf(typed);
  await acting(options, async (gateway, act, deeds) => {
    const means = await deeds.decide(gateway, mpan, { name: 'cancel' }, act);
    if (means === 'proposed') say(`Proposed to cancel the check of MPAN ${mpan}: ${waits}`);
    else say(means === 'moved' ? `Cancelled the check of MPAN ${mpan}.` : unmoved[means]);
    await tellStanding(gateway, mpan);
  });
  return 0;
}

export async function resolve(id: string, verb: string, options: ActOptions): Promise<number> {
  if (verb !== 'accept' && verb !== 'dismiss') {
    throw usage(`"${verb}" is neither accept nor dismiss`, 'pawl exceptions tells what each means');
  }
  await acting(options, async (gateway, act, deeds) => {
    const { code, isProposed, items } = await deeds.resolve(gateway, id, verb === 'accept', act);
    const done = verb === 'accept' ? 'Accepted' : 'Dismissed';
    if (id.startsWith(code)) {
      const which = `${count(items, 'item')} of ${id}`;
      say(isProposed ? `Proposed to ${verb} ${which}: ${waits}` : `${done} ${which}.`);
      return;
    }
    say(isProposed ? `Proposed to ${verb} ${code} (${id}): ${waits}` : `${done} ${code} (${id}).`);
    await tellStanding(gateway, id.slice(0, 13));
  });
  return 0;
}

/** Where the newest check of the MPAN stands now. */
async function tellStanding(gateway: Gateway, mpan: string): Promise<void> {
  const found = (await findChecks(gateway, { mpan })).at(-1);
  if (found === undefined) return;
  const standing = standingOf(gateway.rules, found, gateway.clock.now());
  if (standing === null) say(`The check is closed: ${outcomeOf(found.check)}.`);
  else say(`The check is in ${standing.stage}. ${standingInWords(standing)}`);
}

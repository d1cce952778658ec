/** `pawl trace`: from an alert back to the deadline, rule, event, file, line and words it rests on. */
import { traceAlert } from '../account/index.ts';
import { sayJson } from './print.ts';
import { tellTrace } from './trace-account.ts';
import { atDesk } from './workspace.ts';

export async function trace(
  key: string,
  options: { readonly workspace?: string; readonly json?: boolean },
): Promise<number> {
  await atDesk(options.workspace, async (gateway) => {
    const traced = await traceAlert(gateway, key);
    if (options.json === true) sayJson(traced);
    else tellTrace(gateway, traced);
  });
  return 0;
}

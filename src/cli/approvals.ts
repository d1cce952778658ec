/**
 * `pawl approvals check` and `pawl approvals protocol`: what the register answers of a meter type, or of
 * a data collector's software, on a day. The answer names the sentence of the paper it rests on.
 */
import {
  type ComplianceAnswer,
  complianceOf,
  copOf,
  issueOf,
  type ProtocolAnswer,
  protocolOf,
  readRegister,
  type Sentence,
  spanInWords,
} from '../approvals/index.ts';
import { isLocalDate } from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import { usage } from './failure.ts';
import { dateInWords, say, sayJson } from './print.ts';
import { findFolder } from './workspace.ts';

interface CheckOptions {
  readonly workspace?: string;
  readonly json?: boolean;
  readonly model: string;
  readonly cop: string;
  readonly issue?: string;
  readonly on: string;
  readonly manufacturer?: string;
  readonly variant?: string;
  readonly firmware?: string;
  readonly meterType?: string;
}

/** Exit code 0 for LISTED, 1 for every other answer. */
export async function approvalsCheck(options: CheckOptions): Promise<number> {
  const { model, manufacturer = null, variant = null, firmware = null } = options;
  const cop = copOf(options.cop);
  if (cop === null)
    throw usage(`--cop ${options.cop}: a Code of Practice such as 5 is needed`, copHint);
  const issue = options.issue === undefined ? null : numberOf(options.issue);
  const meterType = options.meterType ?? null;
  const on = dayOf(options.on);
  const { compliance } = await readRegister(registerFolder(options.workspace));
  const question = { on, model, cop, issue, manufacturer, variant, firmware, meterType };
  const answer = complianceOf(compliance, question);
  if (options.json === true) sayJson({ question, ...answer });
  else tellCompliance(question, answer);
  return answer.status === 'LISTED' ? 0 : 1;
}

const copHint = 'the half-hourly ones are 1, 2, 3, 5, 6, 10 and 11';

const numberOf = (text: string): string => {
  if (/^\d{1,2}$/.test(text)) return issueOf(text);
  throw usage(`--issue ${text}: a number is needed`, 'leave it out for any issue');
};

function dayOf(text: string): string {
  if (isLocalDate(text)) return text;
  throw usage(`--on ${text} is no date`, 'a date is written as 2022-07-05');
}

/** Without a workspace the shipped register answers. */
export function registerFolder(given: string | undefined): string | null {
  try {
    return findFolder(given);
  } catch (error) {
    const isMissing = error instanceof EngineError && error.code === 'WORKSPACE_MISSING';
    if (isMissing && given === undefined) return null;
    throw error;
  }
}

function tellCompliance(
  { model, cop, issue, on }: { model: string; cop: string; issue: string | null; on: string },
  answer: ComplianceAnswer,
): void {
  const { status, says, entries, committees, testing, issuing, dispensation, sources } = answer;
  const asked = `CoP${cop}${issue === null ? '' : ` Issue ${issue}`}`;
  say(`${status}: ${model} for ${asked} on ${dateInWords(on)}`);
  say(`  ${says}`);
  for (const entry of entries) {
    const { manufacturer, variant, firmware, cop: own, issue: its } = entry;
    const type = [manufacturer, entry.model, variant].filter((word) => word !== '').join(' ');
    say(`  ${type}, firmware ${firmware}, CoP${own} Issue ${its}: ${spanInWords(entry)}`);
  }
  for (const ruling of [committees, testing, issuing]) {
    if (ruling.says !== says) say(`  ${sentenceCase(ruling.says)}.`);
  }
  if (dispensation !== null) say(`  ${dispensation}`);
  tellSources(sources);
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function tellSources(sources: readonly Sentence[]): void {
  say();
  for (const { at, words } of sources) say(`  ${at}: "${words}"`);
}

interface ProtocolOptions {
  readonly workspace?: string;
  readonly json?: boolean;
  readonly mpid: string;
  readonly model: string;
  readonly on: string;
  readonly software?: string;
  readonly variant?: string;
}

/** Exit code 0 for LISTED, 1 for every other answer. */
export async function approvalsProtocol(options: ProtocolOptions): Promise<number> {
  const { mpid, model, software = null, variant = null } = options;
  const on = dayOf(options.on);
  const { protocols } = await readRegister(registerFolder(options.workspace));
  const question = { on, mpid, model, software, variant };
  const answer = protocolOf(protocols, question);
  if (options.json === true) sayJson({ question, ...answer });
  else tellProtocol(question, answer);
  return answer.status === 'LISTED' ? 0 : 1;
}

function tellProtocol(
  { mpid, model, on }: { mpid: string; model: string; on: string },
  { status, says, entries, issuing, sources }: ProtocolAnswer,
): void {
  say(`${status}: ${mpid} with ${model} on ${dateInWords(on)}`);
  say(`  ${says}`);
  for (const entry of entries) {
    say(`  ${entry.software} for ${entry.model} ${entry.variant}: ${spanInWords(entry)}`);
  }
  say(`  ${sentenceCase(issuing.says)}.`);
  tellSources(sources);
}

/** How the stages of a naive check end and begin, by the tables of options.ts. */
import type { Fact } from './facts.ts';
import { flowOf, type Heard, whenBothAreIn } from './options.ts';
import { type Check, failuresMax, holding, Past, type Stage } from './past.ts';

export class Stages extends Past {
  begin(check: Check, name: string, fact: Fact): void {
    check.stages.push({
      name,
      startedAt: fact.at,
      endedAt: null,
      answeredAt: null,
      countsFrom: null,
      failedFrom: null,
      answers: {},
      halves: {},
    });
    const work = this.option.requestStageOf[name];
    // "Counted for each piece of work."
    if (work !== undefined && work !== check.work) check.failures = 0;
    if (work !== undefined) check.work = work;
    if (name === work) {
      // What is asked anew is answered anew.
      check.report = null;
      check.details = null;
    }
  }

  /** Whether what was heard is what the open stage owed, so that it ends met or late. */
  isAnswer(stage: Stage, heard: Heard, codes: readonly string[]): boolean {
    const { owner, owes } = this.option.stages[stage.name]!;
    const flow = flowOf(heard);
    // "An order (D0142) that does not wait for the report overtakes the Meter Operator's stage."
    if (flow === 'D0142' && owner === 'M') return false;
    // "STEP_SKIPPED ends the open stage as met or late by the date of the later flow."
    if (codes.includes('STEP_SKIPPED')) return true;
    if (heard === 'workFailed') return owner === 'M';
    // "A decision ends `deciding` as met or late"; a second request there asks again.
    if (stage.name === 'deciding') {
      return heard.startsWith('decided') || flow === 'D0001' || flow === 'D0142';
    }
    return flow !== null && owes.includes(flow);
  }

  end(
    check: Check,
    heard: Heard,
    codes: readonly string[],
    fact: Fact,
    answer: { at: string; countsFrom: string },
  ): void {
    const stage = this.stageOf(check);
    stage.endedAt = fact.at;
    this.askAboutClaim(check, fact);
    if (!this.isAnswer(stage, heard, codes)) return;
    // A rejection is the D0002 of the two, and of two of one kind the newer counts.
    if (heard === 'requestRejected' && this.option.stages[stage.name]!.owes.length > 1) {
      stage.halves['D0002'] = answer;
    }
    if (fact.what.kind === 'D0221' || heard === 'workFailed') {
      stage.failedFrom = answer.countsFrom;
    }
    const halves = Object.values(stage.halves);
    stage.answeredAt = [answer.at, ...halves.map(({ at }) => at)].sort().at(-1)!;
    stage.countsFrom = [answer.countsFrom, ...halves.map((half) => half.countsFrom)].sort().at(-1)!;
    const flow = flowOf(heard);
    stage.answers = halves.length > 0 || flow === null ? stage.halves : { [flow]: answer };
    const days = new Set(halves.map(({ at }) => this.dayOf(at)));
    if (days.size > 1) this.raise(check.items, 'NOT_SAME_TIME', fact.key);
  }

  /** The check comes into another stage, or to its end. */
  enter(check: Check, to: string, outcome: string | undefined, fact: Fact): void {
    const isClosed = to === 'closed';
    for (const item of check.items) {
      // "OUT_OF_SCOPE holds the check through whatever answers come"; a claim is about time.
      const isSettled = isClosed
        ? item.code !== 'LATE_CLAIM' && item.code !== 'ROLE_NOT_KNOWN'
        : holding.includes(item.code) && item.code !== 'OUT_OF_SCOPE';
      if (isSettled) item.open = false;
    }
    if (!isClosed) {
      this.begin(check, to, fact);
      return;
    }
    check.closedAt = fact.at;
    check.outcome = outcome ?? null;
    check.awaited = null;
  }

  hear(
    check: Check,
    heard: Heard,
    fact: Fact,
    answer: { at: string; countsFrom: string } = { at: fact.at, countsFrom: this.countsFrom(fact) },
  ): void {
    const { name, startedAt } = this.stageOf(check);
    const isAsked = name === 'notified' && check.isAsked;
    // "Every other later stage asks anew": what was told before it began is no answer from then.
    const own = { at: fact.at, countsFrom: this.countsFrom(fact) };
    const answers = answer.at < startedAt ? own : answer;
    this.countTimely(check, heard, fact);
    this.follow(check, this.option.cell(heard, isAsked ? 'asked' : name), heard, fact, answers);
    this.noteArrival(check, fact);
  }

  /** "An answer that came before one that only claims to be earlier: the stage counts by that." */
  countTimely(check: Check, heard: Heard | 'notified', fact: Fact): void {
    const flow = heard === 'notified' ? null : flowOf(heard);
    if (!['D0002', 'D0150'].includes(flow ?? '') || this.isSenderWrong(fact)) return;
    const isOpen = check.closedAt === null;
    if (isOpen && this.option.stages[this.stageOf(check).name]!.owes.includes(flow!)) return;
    const came = this.countsFrom(fact);
    for (const stage of check.stages) {
      const answer = stage.answers[flow!];
      if (stage.answeredAt === null || answer === undefined || fact.at < stage.startedAt) continue;
      if (answer.countsFrom === answer.at || came >= answer.countsFrom) continue;
      answer.countsFrom = came;
      const all = Object.values(stage.answers).map(({ countsFrom }) => countsFrom);
      stage.countsFrom = [stage.answeredAt, stage.failedFrom ?? '', ...all].sort().at(-1)!;
    }
  }

  follow(
    check: Check,
    cell: string,
    heard: Heard,
    fact: Fact,
    answer: { at: string; countsFrom: string },
  ): void {
    const [first, ...rest] = cell.split(' ');
    if (first === 'noted') {
      for (const code of rest) this.raise(check.items, code, fact.key);
      return;
    }
    if (first === 'unexpected') return this.raise(check.items, 'UNEXPECTED_FLOW', fact.key);
    if (first === 'kept') throw new Error('an orphan is kept before the table is asked');
    if (first === 'half') return this.hearHalf(check, rest.includes('early'), heard, fact, answer);
    if (first === 'back') return this.goBack(check, heard, fact, answer);
    const steps = cell.split('>').slice(1);
    for (const [index, step] of steps.entries()) {
      const [to = '', ...words] = step.trim().split(' ');
      const codes = words.filter((word) => /^[A-Z]/.test(word));
      const outcome = to === 'closed' ? words[0] : undefined;
      const wasAnswer = index === 0 ? answer : { at: fact.at, countsFrom: this.countsFrom(fact) };
      this.end(check, heard, codes, fact, wasAnswer);
      if (heard === 'decidedAskAgain') check.failures = 0;
      this.enter(check, to, outcome, fact);
      for (const code of codes) this.raise(check.items, code, fact.key);
      // "A new meter … answers … the one that a report or decision of *replaced* begins."
      if (check.awaited !== null && /^(reported|decided)Replaced$/.test(heard)) {
        check.awaited.stage = this.stageOf(check);
      }
      // The stage that has just begun asks anew: an earlier file does not answer it.
      if (words.includes('half')) {
        this.hearHalf(check, false, heard, fact, {
          at: fact.at,
          countsFrom: this.countsFrom(fact),
        });
      } else if (to === 'investigating') this.carryHalf(check);
    }
  }

  /** Back to the request stage of the work, with a new clock. */
  goBack(check: Check, heard: Heard, fact: Fact, answer: { at: string; countsFrom: string }): void {
    this.end(check, heard, [], fact, answer);
    // "Counted anew when a person asks again or the Meter Operator changes."
    check.failures = heard === 'workFailed' ? check.failures + 1 : 0;
    const isLast = heard === 'workFailed' && check.failures >= failuresMax;
    this.enter(check, check.work, undefined, fact);
    if (isLast) this.raise(check.items, 'ATTEMPTS_EXHAUSTED', fact.key);
  }

  /** "A D0150 … while the D0001 is owed is kept as its half": it is there when the stage begins. */
  carryHalf(check: Check): void {
    if (this.option.stages['investigating']!.owes.length < 2 || check.details === null) return;
    // "One that says nothing is kept, but answers no later request."
    if (check.details.says === 'meterRefreshed') check.details = null;
    else
      this.stageOf(check).halves['D0150'] = {
        at: check.details.at,
        countsFrom: check.details.countsFrom,
      };
  }

  /** One of the two answers of option 3. */
  hearHalf(
    check: Check,
    isEarly: boolean,
    heard: Heard,
    fact: Fact,
    answer: { at: string; countsFrom: string },
  ): void {
    const stage = this.stageOf(check);
    const flow = flowOf(heard)!;
    if (flow === 'D0150') {
      // "One that says nothing … takes the place of no other."
      const isKept =
        heard !== 'meterRefreshed' ||
        (check.details?.says ?? 'meterRefreshed') === 'meterRefreshed';
      if (isKept) check.details = { says: heard, ...answer };
      // A claim is asked about for what "is half of its answer".
      if (isEarly && isKept) this.askAboutClaim(check, fact);
    } else check.report = { says: heard, meters: check.report?.meters ?? [] };
    if (isEarly) return;
    if (stage.name === 'investigating') {
      if (check.details !== null && flow === 'D0002' && stage.halves['D0150'] === undefined) {
        const { at, countsFrom: counts } = check.details;
        stage.halves['D0150'] = { at, countsFrom: counts };
      }
      stage.halves[flow] = answer;
      this.askAboutClaim(check, fact);
    }
    this.decideBoth(check, heard, fact, answer);
  }

  decideBoth(
    check: Check,
    heard: Heard,
    fact: Fact,
    answer: { at: string; countsFrom: string },
  ): void {
    if (check.report === null || check.details === null) return;
    const cell = whenBothAreIn(check.report.says, check.details.says);
    // In `deciding`: "as below if that closes, else noted".
    if (this.stageOf(check).name === 'deciding' && !cell.includes('closed')) return;
    this.follow(check, cell, heard, fact, answer);
  }
}

/**
 * The backstop check once more, deliberately naive: all facts are put in order and told one after the
 * other to plain objects. Written from docs/process.md alone, in its words and order; it shares nothing
 * with src/process but the calendar's arithmetic. What it and Pawl come to must be the same.
 */
import type { Calendar } from '../../src/calendar/index.ts';
import type { Fact, History, Says } from './facts.ts';
import { findingOf, knownAfter, speaksOfAll } from './meters.ts';
import type { Heard } from './options.ts';
import { type Check, heardOf, us } from './past.ts';
import { type Found, seenAt } from './seen.ts';
import { Stages } from './stages.ts';

export function naive(history: History, calendar: Calendar): Found {
  const process = new Process(history, calendar);
  process.tellAll();
  return seenAt(process, history.asOf);
}

class Process extends Stages {
  private reportIs: { said: Heard; meters: readonly string[] } | null = null;
  /** What a report said by itself, and of which meters, to be weighed again (option 3). */
  private readonly said = new Map<Check, { said: Heard; meters: readonly string[] }>();

  open(fact: Fact, meterOperator: string | null): Check {
    const check: Check = {
      sequence: this.checks.length + 1,
      openedAt: fact.at,
      closedAt: null,
      outcome: null,
      meterOperator,
      actsAs: null,
      stages: [],
      items: [],
      requestedAt: null,
      isAsked: false,
      work: '',
      failures: 0,
      report: null,
      details: null,
      awaited: null,
    };
    this.checks.push(check);
    return check;
  }

  /** "After closure everything is noted; what contradicts the outcome is CONTRADICTED_AFTER_CLOSURE." */
  afterClosure(heard: Heard | 'notified', fact: Fact): void {
    const closed = this.checks.at(-1);
    if (closed === undefined) return;
    this.countTimely(closed, heard, fact);
    this.noteArrival(closed, fact);
    // "A check that was cancelled, lost or out of scope cannot be contradicted."
    const isSafe = ['backstopPresent', 'cannotReverse', 'alreadyKnown', 'meterReplaced'].includes(
      closed.outcome ?? '',
    );
    const isDenied = ['reportedHasNot', 'backstopDenied', 'decidedHasNot'].includes(heard);
    const isOrdered = heard === 'replacementRequested' && closed.outcome !== 'meterReplaced';
    if (isSafe && (isDenied || isOrdered)) {
      this.raise(closed.items, 'CONTRADICTED_AFTER_CLOSURE', fact.key);
    }
  }

  tellNotification(fact: Fact, knownBackstop: boolean, meterOperator: string | null): void {
    const now = this.openCheck();
    if (now !== undefined) {
      now.meterOperator ??= meterOperator;
      this.raise(now.items, 'NOTIFIED_AGAIN', fact.key);
      this.noteArrival(now, fact);
      if (knownBackstop) this.raise(now.items, 'KNOWN_BACKSTOP_CLAIMED', fact.key);
      return;
    }
    // "And a second row with it opens no second check."
    const last = this.checks.at(-1);
    const isKnown = last?.outcome === 'alreadyKnown' && last.openedAt === last.closedAt;
    if (knownBackstop && isKnown && last.openedAt === fact.at) return this.noteArrival(last, fact);
    const check = this.open(fact, this.appointed.meterOperator ?? meterOperator);
    this.begin(check, 'notified', fact);
    this.noteArrival(check, fact);
    // A row with knownBackstop opens and closes the check.
    if (knownBackstop) this.hear(check, 'decidedAlreadyKnown', fact);
  }

  tellRequest(
    fact: Fact,
    heard: 'investigationRequested' | 'replacementRequested',
    label: string,
    takesAway: boolean,
    to: string,
  ): void {
    const now = this.openCheck();
    // "Without a label, one that de-energises or takes all meters away never is."
    if (label === 'none' && takesAway) return;
    if (label !== 'strong' && !this.isAccepted('LABEL_UNCLEAR', fact.key)) {
      // "A strong label opens a check; a weak one is enough where a check is open."
      if (now === undefined) {
        if (label === 'weak') this.raise(this.loose, 'LABEL_UNCLEAR', fact.key);
        return;
      }
      if (label === 'none') return this.raise(now.items, 'LABEL_UNCLEAR', fact.key);
    }
    if (now !== undefined) {
      now.requestedAt ??= fact.at;
      now.meterOperator = to;
      for (const item of now.items) if (item.code === 'ATTEMPTS_EXHAUSTED') item.open = false;
      this.hear(now, heard, fact);
      // A request that was heard is known; one that no rule is for is not.
      if (this.option.cell(heard, 'notified') !== 'unexpected') now.isAsked = true;
      return;
    }
    const cell = this.option.opens[heard];
    const isTooLate = this.checks.length > 0 && this.option.opensFirstOnly.includes(heard);
    if (cell === undefined || isTooLate) {
      if (this.checks.length > 0) this.afterClosure(heard, fact);
      else this.raise(this.loose, 'UNEXPECTED_FLOW', fact.key);
      return;
    }
    const check = this.open(fact, to);
    check.requestedAt = fact.at;
    check.isAsked = true;
    const [, stage = '', ...codes] = cell.split(' ');
    this.begin(check, stage, fact);
    for (const code of codes) this.raise(check.items, code, fact.key);
    this.noteArrival(check, fact);
  }

  tellReport(fact: Fact, what: { says: Says; isAbout: boolean; meters: readonly string[] }): void {
    const now = this.openCheck();
    if (now === undefined) {
      if (this.checks.length > 0) {
        if (what.isAbout) this.afterClosure(heardOf[what.says], fact);
        return;
      }
      // "An answer before any request is kept as an orphan where it is labelled."
      if (what.isAbout) this.keepOrphan(fact);
      return;
    }
    if (!what.isAbout) return;
    if (this.isSenderWrong(fact)) return this.raise(now.items, 'SENDER_NOT_APPOINTED', fact.key);
    if (this.stageOf(now).name === 'notified' && !now.isAsked) {
      if (!this.isAccepted('RESPONSE_WITHOUT_REQUEST', fact.key)) return this.keepOrphan(fact);
      // "Once a person accepts it, it is heard as if the request had been made."
      now.isAsked = true;
    }
    const heard = this.weighed(now, heardOf[what.says], what.meters);
    const before = now.report;
    if (heardOf[what.says] !== 'workFailed' && heardOf[what.says] !== 'requestRejected') {
      now.report = { says: before?.says ?? heard, meters: what.meters };
      if (before === null) now.report = null;
    }
    this.reportIs = { said: heardOf[what.says], meters: what.meters };
    this.hear(now, heard, fact);
    if (now.report !== null && this.reportIs !== null && now.report.says === heard) {
      this.said.set(now, this.reportIs);
    }
  }

  /** "*Has* and *cannot reverse* must speak of every known meter, and of no other." */
  weighed(check: Check, heard: Heard, meters: readonly string[]): Heard {
    if (heard !== 'reportedHas' && heard !== 'reportedCannotReverse') return heard;
    const isReplaced = check.details?.says === 'meterReplaced';
    return speaksOfAll(meters, this.known, check.awaited?.meters ?? [], isReplaced)
      ? heard
      : 'reportedUnclear';
  }

  keepOrphan(fact: Fact): void {
    if (!this.settled.has(`RESPONSE_WITHOUT_REQUEST ${fact.key}`))
      this.orphans.push({ of: fact.key, at: fact.at });
    this.raise(this.loose, 'RESPONSE_WITHOUT_REQUEST', fact.key);
  }

  tellMeterDetails(fact: Fact, what: Parameters<typeof findingOf>[0]): void {
    const now = this.openCheck();
    if (now === undefined) {
      const closed = this.checks.at(-1);
      const before = this.known;
      this.known = knownAfter(this.known, what, false);
      // What it says of a backstop after closure is heard there; of that day or later.
      if (closed !== undefined) {
        const { finding } = findingOf(what, before, [], this.dayOf(closed.closedAt!));
        if (finding === 'backstopDenied') this.afterClosure('backstopDenied', fact);
      }
      return;
    }
    if (this.isSenderWrong(fact)) return this.raise(now.items, 'SENDER_NOT_APPOINTED', fact.key);
    const requestOn = this.dayOf(now.requestedAt ?? now.openedAt);
    const read = findingOf(what, this.known, now.awaited?.meters ?? [], requestOn);
    const codeOf: Record<string, string> = {
      outOfScope: 'OUT_OF_SCOPE',
      exchangedBeforeRequest: 'EXCHANGED_BEFORE_REQUEST',
      metersDiffer: 'METERS_DIFFER',
      removedOnly: 'REMOVAL_ONLY',
    };
    const code = codeOf[read.finding];
    // "Accept = treat it as what it claims to be": a replacement; REMOVAL_ONLY proves none.
    const isTaken =
      ((code === 'EXCHANGED_BEFORE_REQUEST' || code === 'METERS_DIFFER') &&
        this.isAccepted(code, fact.key)) ||
      (read.finding === 'replacedProvisionally' && this.isAccepted('REMOVAL_NOT_SEEN', fact.key));
    const finding = isTaken ? 'replaced' : read.finding;
    if (finding === 'replacedProvisionally') {
      const stage = this.stageOf(now);
      const { newMeters: meters } = read;
      now.awaited =
        now.awaited !== null && now.awaited.stage === stage
          ? { ...now.awaited, meters }
          : { of: fact.key, at: fact.at, countsFrom: this.countsFrom(fact), meters, stage };
      this.askAboutClaim(now, fact);
      this.known = knownAfter(this.known, what, true);
      this.weighAgain(now, undefined);
      this.noteArrival(now, fact);
      return;
    }
    this.known = knownAfter(
      this.known,
      what,
      finding !== 'replaced' && finding !== 'exchangedBeforeRequest',
    );
    const exchange = finding === 'replaced' ? now.awaited : null;
    if (finding === 'replaced') now.awaited = null;
    const heard: Heard | undefined = {
      replaced: 'meterReplaced' as const,
      backstopStated: 'backstopStated' as const,
      backstopDenied: 'backstopDenied' as const,
      cannotReverse: 'meterCannotReverse' as const,
      refresh: 'meterRefreshed' as const,
      someMeters: 'meterRefreshed' as const,
    }[finding as string];
    this.weighAgain(now, heard);
    if (finding === 'noMeter') return;
    if (heard === undefined) return this.raise(now.items, code!, fact.key);
    // "Where it would have answered alone (option 2) a person reads it."
    const isRead =
      finding === 'someMeters' &&
      this.option.cell('backstopStated', this.stageOf(now).name).startsWith('> closed') &&
      this.option.stages[this.stageOf(now).name]!.owes.length === 1;
    this.hear(now, heard, fact, exchange ?? undefined);
    if (isRead) this.raise(now.items, 'REPORT_UNCLEAR', fact.key);
  }

  /** "In option 3 a report is weighed again by the meters that the D0150 tells." */
  weighAgain(check: Check, heard: Heard | undefined): void {
    const report = this.said.get(check);
    if (check.report === null || report === undefined) return;
    const isReplaced =
      heard === undefined || heard === 'meterRefreshed'
        ? check.details?.says === 'meterReplaced'
        : heard === 'meterReplaced';
    if (report.said !== 'reportedHas' && report.said !== 'reportedCannotReverse') return;
    const isWhole = speaksOfAll(report.meters, this.known, check.awaited?.meters ?? [], isReplaced);
    check.report = { ...check.report, says: isWhole ? report.said : 'reportedUnclear' };
  }

  tellAppointment(fact: Fact, kind: string, party: string): void {
    const now = this.openCheck();
    if (kind === 'meterOperator') {
      this.appointed = { meterOperator: party, isKnown: true, from: fact.at };
      if (now === undefined) return;
      const isChange = now.meterOperator !== null && now.meterOperator !== party;
      now.meterOperator = party;
      if (isChange) {
        this.hear(now, 'meterOperatorChanged', fact);
        now.failures = 0;
      }
    } else if (kind === 'meterOperatorEnds') {
      const { meterOperator, from } = this.appointed;
      if (meterOperator === party && from !== fact.at) this.appointed.meterOperator = null;
    } else {
      const { supplier, from } = this.supply;
      // "Of a Supplier that supplies anew from the very day the earlier supply ends."
      if (kind === 'supplierEnds' && supplier === party && from === fact.at) return;
      if (kind === 'supplier') this.supply = { supplier: party, from: fact.at, ended: null };
      else if (supplier === null || supplier === party) {
        this.supply = { supplier: null, from: '', ended: party };
      }
      const isLost = kind === 'supplier' ? party !== us : party === us;
      if (isLost && now !== undefined) this.hear(now, 'supplierLost', fact);
    }
  }

  /** "A linked export MPAN opens a check as a notification does, unless nothing is to be asked." */
  tellLinkedExport(fact: Fact): void {
    const { supplier, ended } = this.supply;
    if (supplier === null ? ended === us : supplier !== us) return;
    // "The last check that was not cancelled ended by what there is to know, or as out of scope."
    const ends = [
      'backstopPresent',
      'cannotReverse',
      'meterReplaced',
      'alreadyKnown',
      'outOfScope',
    ];
    const last = this.checks.findLast(({ outcome }) => outcome !== 'cancelled');
    if (ends.includes(last?.outcome ?? '')) return;
    this.tellNotification(fact, false, null);
  }

  /** "Who is appointed anew from the day after or later goes on." */
  tellTermination(fact: Fact, party: string, since: string | null): void {
    const { meterOperator, from } = this.appointed;
    const isOfAnother = this.supply.supplier !== null && this.supply.supplier !== us;
    if (meterOperator !== party || isOfAnother) return;
    if (from === null || from < (since ?? fact.at)) this.appointed.meterOperator = null;
  }

  tellDecision(fact: Fact, heard: Heard): void {
    const now = this.openCheck();
    if (now === undefined) return this.afterClosure(heard, fact);
    // What waits for a decision in whatever stage has it now.
    for (const item of now.items) {
      if (['ATTEMPTS_EXHAUSTED', 'OUT_OF_SCOPE', 'BACKSTOP_BEFORE_ORDER'].includes(item.code)) {
        item.open = false;
      }
    }
    if (heard === 'decidedAskAgain') now.failures = 0;
    this.hear(now, heard, fact);
  }

  tellResolution(fact: Fact, code: string, of: string, accept: boolean): void {
    const now = this.openCheck();
    if (now === undefined) return;
    // "Dismissing REMOVAL_NOT_SEEN makes the stage owe its D0150 as before, with its deadline."
    if (code === 'REMOVAL_NOT_SEEN' && !accept && now.awaited?.of === of) now.awaited = null;
    // "Only an accepted OUT_OF_SCOPE, KNOWN_BACKSTOP_CLAIMED or BACKSTOP_BEFORE_ORDER closes the check."
    const closes: Record<string, Heard> = {
      OUT_OF_SCOPE: 'decidedOutOfScope',
      KNOWN_BACKSTOP_CLAIMED: 'decidedAlreadyKnown',
      BACKSTOP_BEFORE_ORDER: 'decidedHas',
    };
    const heard = closes[code];
    const isHere = now.items.some((item) => item.code === code && item.of === of);
    if (accept && heard !== undefined && isHere) this.hear(now, heard, fact);
  }

  /** "Where the same MPID goes on under another role, the check carries the note ROLE_CHANGED." */
  noteRole(check: Check | undefined, { what, sender, role = 'MOP', key }: Fact): void {
    if (check === undefined || !what.kind.startsWith('D0')) return;
    // An order that is none of this process drives nothing and tells nothing.
    if (what.kind === 'D0142' && what.label === 'none' && what.takesAway) return;
    const mpid = 'to' in what ? what.to : sender;
    if (check.meterOperator !== null && check.meterOperator !== mpid) return;
    const before = check.actsAs;
    check.actsAs = { mpid, role };
    if (before?.mpid === mpid && before.role !== role) {
      this.raise(check.items, 'ROLE_CHANGED', key);
    }
  }

  /** Tells all facts, one after the other. */
  tellAll(): void {
    for (const fact of this.facts) {
      const { what } = fact;
      if (fact.role === 'nobody') {
        // "Nothing is taken from it until somebody teaches the letter."
        this.raise(this.openCheck()?.items ?? this.loose, 'ROLE_NOT_KNOWN', fact.key);
        continue;
      }
      const before = this.openCheck();
      switch (what.kind) {
        case 'notification':
          this.tellNotification(fact, what.knownBackstop, 'MOPX');
          break;
        case 'notice': {
          if (what.label === 'code' || this.isAccepted('LABEL_UNCLEAR', fact.key)) {
            this.tellNotification(fact, false, null);
          } else if (what.label === 'words') {
            // "A notice without code 42 that speaks of generation is LABEL_UNCLEAR."
            this.raise(this.openCheck()?.items ?? this.loose, 'LABEL_UNCLEAR', fact.key);
          }
          break;
        }
        case 'D0001':
          this.tellRequest(fact, 'investigationRequested', what.label, false, what.to);
          break;
        case 'D0142':
          this.tellRequest(fact, 'replacementRequested', what.label, what.takesAway, what.to);
          break;
        case 'D0002':
          this.tellReport(fact, what);
          break;
        case 'D0150':
          this.tellMeterDetails(fact, what);
          break;
        case 'D0221': {
          const now = this.openCheck();
          if (now === undefined) this.afterClosure('workFailed', fact);
          else if (this.isSenderWrong(fact))
            this.raise(now.items, 'SENDER_NOT_APPOINTED', fact.key);
          else this.hear(now, 'workFailed', fact);
          break;
        }
        case 'decide':
          this.tellDecision(
            fact,
            `decided${what.decision[0]!.toUpperCase()}${what.decision.slice(1)}` as Heard,
          );
          break;
        case 'cancel':
          this.tellDecision(fact, 'cancelled');
          break;
        case 'resolve':
          this.tellResolution(fact, what.code, what.of, what.accept);
          break;
        case 'linkedExport':
          this.tellLinkedExport(fact);
          break;
        case 'terminated':
          this.tellTermination(fact, what.party, what.since);
          break;
        case 'meterOperator':
        case 'meterOperatorEnds':
        case 'supplier':
        case 'supplierEnds':
          this.tellAppointment(fact, what.kind, what.party);
          break;
        case 'takeBack':
          // What it takes back is not among the facts any more.
          break;
      }
      this.noteRole(before ?? this.openCheck(), fact);
    }
  }
}

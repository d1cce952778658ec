/**
 * Which document governs the metering of a component under each solution: for settlement the version
 * of the Code of Practice applicable on the day of installation, which a register may know.
 */
import type { IssueOn } from '../paper.ts';
import type { Component } from './component.ts';
import type { Solution } from './rule.ts';

const agreementDocuments = {
  STOR: 'STOR Despatch Procedure version 1.3',
  FCDM: 'Frequency Control by Demand Management: the relevant bilateral agreement',
  FFR: 'Firm Frequency Response: the relevant framework or bilateral agreement',
} as const;

/** [governing-a], [governing-b] and [governing-c]. */
export function governingDocument(
  solution: Solution,
  component: Component,
  issueOn: IssueOn,
): string {
  switch (solution) {
    case 'balancingServices': {
      const { agreement } = component;
      return typeof agreement === 'string'
        ? agreementDocuments[agreement]
        : 'STOR Despatch Procedure, or the FCDM or FFR agreement';
    }
    case 'bespoke':
      return 'Bespoke Technical Requirements';
    case 'settlement':
      return codeOfPractice(component, issueOn);
  }
}

function codeOfPractice({ cop, copIssue, installedOn }: Component, issueOn: IssueOn): string {
  const code = cop === null ? 'the Code of Practice, which is not given,' : `CoP ${cop}`;
  const day = installedOn ?? 'the day of installation, which is not given';
  const known = cop === null || installedOn === null ? null : issueOn(cop, installedOn);
  const said = [
    ...(copIssue === null ? [] : [`Issue ${copIssue} stated`]),
    ...(known === null ? [] : [`register: ${known}`]),
  ];
  const more = said.length === 0 ? '' : ` (${said.join('; ')})`;
  return `${code} in the version applicable on ${day}${more}`;
}

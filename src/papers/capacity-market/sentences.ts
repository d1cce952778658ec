/**
 * The sentences of the paper that the Capacity Market rules rest on, word for word: CP392 "Allow BSC
 * Code of Practice 11 Asset Metering", Capacity Market Rules Change Proposal Report, Elexon,
 * 3 September 2025, public. A reason names the sentence it rests on by its id, so that a row of a
 * report stays short and can be traced all the same.
 */
export const paper = 'CP392 report, Elexon, 3 September 2025';

export interface RuleSentence {
  /** The section of the paper. */
  readonly place: string;
  readonly words: string;
}

/** Cited where no sentence of the paper says it. */
const ours: RuleSentence = {
  place: 'no place in the paper',
  words: 'Ours: the paper has no sentence that says so.',
};

export const ruleSentences = {
  ours,
  'settlement-before': {
    place: 'Legal Text for CP392, definition of the solution, struck out',
    words:
      "means a Metering System that uses a supplier's Half Hourly Metering System by using " +
      'Half Hourly Data Aggregators to collect metered data',
  },
  'settlement-after': {
    place: 'Legal Text for CP392, definition of the solution, as amended',
    words:
      "means a supplier's Metering System or Asset Metering System that can record UTC Period " +
      'Level Consumption for use in Settlement, and for which UTC Period Level Consumption data ' +
      'is provided by a Half Hourly Data Aggregator, Half Hourly Data Collector or the ' +
      'Market-wide Data Service',
  },
  'asset-metering-system': {
    place: 'Legal Text for CP392, CM Rule 1.2',
    words: 'Asset Metering System has the meaning given in the BSC',
  },
  renamed: {
    place: 'Legal Text for CP392, CM Rules Amendments',
    words:
      'Broaden the definition of "Supplier Settlement Metering Configuration Solution" to include ' +
      'Asset Metering Systems (and change the name to recognise that it now includes Metering ' +
      'installed by BSC Parties other than suppliers).',
  },
  'three-solutions': {
    place: 'Legal Text for CP392, Metering Configuration Solution',
    words:
      'Metering Configuration Solution means, as applicable, any one of the following: ' +
      '(a) Balancing Services Metering Configuration Solution; ' +
      '(b) Bespoke Metering Configuration Solution; or ' +
      '(c) BSC Supplier Settlement Metering Configuration Solution',
  },
  'governing-a': {
    place: 'Legal Text for CP392, Governing Documents (a)',
    words:
      '(i) Short Term Operating Reserve - STOR Despatch Procedure version 1.3; or ' +
      '(ii) Frequency Control by Demand Management – the relevant bilateral agreement between the ' +
      'Generator and System Operator; or ' +
      '(iii) Firm Frequency Response – the relevant framework agreement or relevant bilateral ' +
      'agreement between the Generator and System Operator;',
  },
  'governing-b': {
    place: 'Legal Text for CP392, Governing Documents (b)',
    words:
      'in respect of the Bespoke Metering Configuration Solution, the Bespoke Technical Requirements',
  },
  'governing-c': {
    place: 'Legal Text for CP392, Governing Documents (c)',
    words:
      'in respect of the BSC Supplier Settlement Metering Configuration Solution, the version of ' +
      'the BSC Metering Codes of Practice applicable at the date 22 of installation of the ' +
      "Applicant's/Capacity Provider's Metering System",
  },
  'bespoke-stays': {
    place: 'Executive Summary, Solution',
    words:
      'The Applicant or Capacity Provider (CP) would still have the option to choose to use the BMCS',
  },
  'bespoke-tested': {
    place: 'Issue',
    words:
      'BMCS metered data for tests and assurance is submitted manually by the Applicant or CP, ' +
      'which is not validated by an independent qualified agent.',
  },
  'cop11-no-test': {
    place: 'Issue',
    words:
      'Under CoP 11 processes, meter governance would mean a CM test is not required, and meter ' +
      'readings are collected and processed independently.',
  },
  'like-supplier-settlement': {
    place: 'Solution',
    words:
      'This change proposal would enable the use of BSC-compliant metering and agents who are ' +
      'subject to the BSC PAF, which is like other Supplier Settlement configurations already ' +
      'used in the CM.',
  },
  'cop11-solution': {
    place: 'Solution',
    words:
      'Allowing CoP 11 compliant asset meters to be added as an additional CM additional metering ' +
      'solution will reduce reliance on the BMCS',
  },
  'delivery-year': {
    place: 'Issue',
    words:
      'For reference, in the 2024/25 Delivery Year, 211 Capacity Market Units (CMUs) and 73,109 ' +
      'components underwent a metering test.',
  },
  'many-more': {
    place: 'Issue',
    words:
      'From market assessments for P483, there is potential for at least an additional 345 ' +
      'thousand components that may wish to participate in the CM',
  },
  'not-by-itself': {
    place: 'CMAG Development/Discussions, Meeting 33',
    words:
      'Ofgem stated that while preparatory work for the change could proceed, Rule changes cannot ' +
      "be implemented prior to P483's formal approval",
  },
} as const satisfies Readonly<Record<string, RuleSentence>>;

export type SentenceId = keyof typeof ruleSentences;

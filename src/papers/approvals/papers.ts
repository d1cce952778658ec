/**
 * The two papers behind the register, as data: each sentence that a rule or an entry rests on, by the
 * place where it stands. The one rule: the words are the paper's own, and what has no sentence here is
 * ours and says so in docs/approvals.md.
 */

type PaperName = 'ISG 255/05' | 'SVG paper';

interface Paper {
  readonly name: PaperName;
  readonly title: string;
  readonly says: string;
}

export const citedPapers: readonly Paper[] = [
  {
    name: 'ISG 255/05',
    title: 'Compliance Approval – Prometer 100 firmware amendment',
    says: 'paper 255/05 for the Imbalance Settlement Group of 5 July 2022, version 1.0, public',
  },
  {
    name: 'SVG paper',
    title: 'Protocol Approval – SSIL and the Prometer 100 Meter types',
    says:
      'paper for the Supplier Volume Allocation Group on what happened in November and December 2023; ' +
      'the copy at hand bears no date of its own',
  },
];

export interface Sentence {
  /** The paper and the paragraph or footnote, such as "ISG 255/05 2.1": also how an entry cites it. */
  readonly at: string;
  readonly words: string;
}

/** By the place where they stand; of one paragraph the sentence that a rule rests on. */
const wordsAt = {
  'ISG 255/05 1.2':
    'Each HH Code of Practice (CoP) (i.e. CoPs 1, 2, 3, 5, 6 and 10) requires Meters and Outstations ' +
    'to be tested for compliance in accordance with BSCP601. BSC Parties can apply, under BSCP32, for ' +
    'a Metering Dispensation from any departure from the requirements of a CoP.',
  'ISG 255/05 2.1':
    'Secure Meters (UK) Limited (Secure) has notified us of an amendment to the firmware (or CLEM) for ' +
    'the Prometer 100, integral Outstation, Meter types (P3E and R3E). ' +
    'The firmware version is changing from M6X8G05 to M6X8G0B. Secure has confirmed that the changes ' +
    'to the firmware do not affect compliance with CoP1 Issue 2, CoP2 Issue 4, CoP3 Issue 5, CoP5 ' +
    'Issue 6 and CoP10 Issue 2. Secure has also confirmed that the protocol the Prometer 100 Meter ' +
    'types use, has not been impacted.',
  'ISG 255/05 2.2':
    'This paper is to let the ISG know that we issued an updated Certificate of Compliance to Secure, ' +
    'for the Prometer 100 Meter types, in relation to CoP1 Issue 2, CoP2 Issue 4 and CoP3 Issue 5.',
  'ISG 255/05 2.3':
    'Under the BSC Baseline Statement, the ISG is solely responsible for CoPs 1 and 2, and jointly ' +
    'responsible for CoP3, alongside the SVG. Since the SVG is solely responsible for CoPs 5, 6, 7, 8, ' +
    '9 and 10 we will present a similar paper to the SVG, at its meeting on 5 July 2022. We will let ' +
    'the SVG know we issued an updated Certificate of Compliance to Secure, for the Prometer 100 Meter ' +
    'types, in relation to CoP3 Issue 5, CoP5 Issue 6 and CoP10 Issue 2.',
  'ISG 255/05 3.1':
    "In June 2022, we: published an updated version of the 'CoP Compliance and Protocol Approval' list " +
    "and 'List of Valid Outstation Types' to include the amended firmware version for the Prometer 100 " +
    'Meter types; and issued a Newscast article notifying BSC Parties and BSC Party Agents of the ' +
    'amended firmware for the Prometer 100 Meter types.',
  'ISG 255/05 note 4':
    'Under BSCP601, since CP1174 was implemented in June 2007, if compliance testing or protocol ' +
    'approval testing is successful, Elexon can issue a Certificate of Compliance or Protocol Approval ' +
    'to an applicant. Prior to June 2007 Elexon had to seek a decision from the relevant BSC Panel ' +
    'Committee before issuing Certificates of Compliance or Protocol Approval to an applicant.',
  'ISG 255/05 note 5': 'The P3E is a wall mounted variant and the R3E is a rack mounted variant.',
  'SVG paper 1.2':
    'Each HH Code of Practice (CoP) (i.e. CoPs 1, 2, 3, 5, 6, 10 and 11) requires Meters and ' +
    'Outstations to be tested for compliance in accordance with BSCP601. BSC Parties can apply, under ' +
    'BSCP32, for a Metering Dispensation from any departure from the requirements of a CoP.',
  'SVG paper 1.3':
    'Each HH CoP also requires Outstation data to be to a format and protocol approved by the BSC Panel ' +
    'in accordance with BSCP601.',
  'SVG paper 2.1':
    'In November 2023, Stark Software International Limited (Market Participant ID (MPID): SSIL) ' +
    'applied for protocol approval of the Secure Meters’ Prometer 100, integral Outstation, Meter ' +
    'types (P3E and R3E).',
  'SVG paper 2.2':
    'In December 2023, we witnessed the protocol testing, using Stark’s Reality data collection ' +
    'software. As a result of successful testing, we issued SSIL with a Certificate of Protocol ' +
    'Approval for the Secure Meters’ Prometer 100 Meter types.',
  'SVG paper 3.1':
    "In December 2023, we: Published an updated version of the 'CoP Compliance and Protocol Approval' " +
    'list (v75.0) to include the protocol approval; and Issued a Newscast article (995) notifying BSC ' +
    'Parties and BSC Party Agents about the protocol approval.',
} as const satisfies Readonly<Record<string, string>>;

type Place = keyof typeof wordsAt;

export const sentenceAt = (at: Place): Sentence => ({ at, words: wordsAt[at] });

export const sentences: readonly Sentence[] = Object.entries(wordsAt).map(([at, words]) => ({
  at,
  words,
}));

/** What of an entry is ours, and stands in no paper; null where all of it is somebody's word. */
export const oursIn = (reference: string): string | null =>
  reference
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith('ours: ')) ?? null;

/** What an entry's reference cites, its places separated by semicolons; other words are an operator's own. */
export const citedBy = (reference: string): readonly Sentence[] => {
  const places = reference.split(';').map((place) => place.trim());
  return sentences.filter(({ at }) => places.includes(at));
};

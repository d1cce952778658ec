/**
 * Every fact of the two papers, asked of the command line, with the sentence it comes from: the answer
 * is the paper's.
 */
import { describe, expect, test } from 'vitest';
import * as checkCommand from '../../../src/papers/approvals/text-check.ts';
import * as protocolCommand from '../../../src/papers/approvals/text-protocol.ts';
import type { Typed } from '../../../src/cli/typed.ts';
import { fitting } from '../../../src/desk/index.ts';
import { pawl } from '../../cli/pawl.ts';

interface Fact {
  readonly fact: string;
  readonly at: string;
  readonly sentence: string;
  readonly ask: string;
  readonly answers: Readonly<Record<string, unknown>>;
}

const check = (rest: string): string => `check --model Prometer-100 ${rest}`;
const listed = { status: 'LISTED', says: expect.stringContaining('since June 2022') };

const compliance: readonly Fact[] = [
  ...(
    [
      ['1', '2', '2.2', 'in relation to CoP1 Issue 2, CoP2 Issue 4 and CoP3 Issue 5'],
      ['2', '4', '2.2', 'in relation to CoP1 Issue 2, CoP2 Issue 4 and CoP3 Issue 5'],
      ['3', '5', '2.3', 'in relation to CoP3 Issue 5, CoP5 Issue 6 and CoP10 Issue 2'],
      ['5', '6', '2.3', 'types, in relation to CoP3 Issue 5, CoP5 Issue 6 and CoP10 Issue 2'],
      ['10', '2', '2.3', 'types, in relation to CoP3 Issue 5, CoP5 Issue 6 and CoP10 Issue 2'],
    ] as const
  ).map(([cop, issue, place, sentence]) => ({
    fact: `the Prometer 100 is certified for CoP${cop} Issue ${issue}`,
    at: `ISG 255/05 ${place}`,
    sentence,
    ask: check(`--cop ${cop} --issue ${issue} --on 2022-07-05`),
    answers: listed,
  })),
  {
    fact: 'its maker is Secure Meters (UK) Ltd',
    at: 'ISG 255/05 2.1',
    sentence: 'Secure Meters (UK) Limited (Secure) has notified us',
    ask: check('--cop 5 --issue 6 --on 2022-07-05'),
    answers: {
      entries: [
        expect.objectContaining({ manufacturer: 'Secure Meters (UK) Ltd', variant: 'P3E' }),
        expect.objectContaining({ manufacturer: 'Secure Meters (UK) Ltd', variant: 'R3E' }),
      ],
    },
  },
  {
    fact: 'it has an integral Outstation',
    at: 'ISG 255/05 2.1',
    sentence: 'Prometer 100, integral Outstation, Meter types (P3E and R3E)',
    ask: check('--cop 5 --issue 6 --on 2022-07-05'),
    answers: { status: 'LISTED' },
  },
  {
    fact: 'the P3E is the wall mounted variant',
    at: 'ISG 255/05 note 5',
    sentence: 'The P3E is a wall mounted variant',
    ask: check('--variant P3E --cop 5 --issue 6 --on 2022-07-05'),
    answers: { status: 'LISTED', entries: [expect.objectContaining({ variant: 'P3E' })] },
  },
  {
    fact: 'the R3E is the rack mounted variant',
    at: 'ISG 255/05 note 5',
    sentence: 'the R3E is a rack mounted variant',
    ask: check('--variant R3E --cop 5 --issue 6 --on 2022-07-05'),
    answers: { status: 'LISTED', entries: [expect.objectContaining({ variant: 'R3E' })] },
  },
  {
    fact: 'there is no other variant',
    at: 'ISG 255/05 1.2',
    sentence: 'BSC Parties can apply, under BSCP32, for a Metering Dispensation',
    ask: check('--variant X3E --cop 5 --issue 6 --on 2022-07-05'),
    answers: { status: 'NOT_LISTED', dispensation: expect.stringContaining('BSCP32') },
  },
  {
    fact: 'firmware M6X8G0B is listed after June 2022',
    at: 'ISG 255/05 3.1',
    sentence: 'to include the amended firmware version for the Prometer 100 Meter types',
    ask: check('--firmware M6X8G0B --cop 5 --issue 6 --on 2022-07-01'),
    answers: listed,
  },
  {
    fact: 'firmware M6X8G05 is superseded after June 2022',
    at: 'ISG 255/05 2.1',
    sentence: 'The firmware version is changing from M6X8G05 to M6X8G0B.',
    ask: check('--firmware M6X8G05 --cop 5 --issue 6 --on 2022-07-01'),
    answers: {
      status: 'SUPERSEDED',
      says: expect.stringMatching(
        /^firmware M6X8G05 was superseded by M6X8G0B in June 2022 \(ours: /,
      ),
    },
  },
  {
    fact: 'the first of June 2022 is in the month of which no day is given',
    at: 'ISG 255/05 3.1',
    sentence: 'In June 2022, we:',
    ask: check('--firmware M6X8G0B --cop 1 --issue 2 --on 2022-06-01'),
    answers: { status: 'UNDETERMINED', says: expect.stringContaining('June 2022') },
  },
  {
    fact: 'so is the last',
    at: 'ISG 255/05 3.1',
    sentence: "'CoP Compliance and Protocol Approval' list and 'List of Valid Outstation Types'",
    ask: check('--firmware M6X8G0B --cop 1 --issue 2 --on 2022-06-30'),
    answers: { status: 'UNDETERMINED' },
  },
  {
    fact: 'firmware M6X8G0B was not on the list before June 2022',
    at: 'ISG 255/05 3.1',
    sentence: 'published an updated version',
    ask: check('--firmware M6X8G0B --cop 5 --issue 6 --on 2022-05-31'),
    answers: { status: 'NOT_LISTED', says: 'it is on the list only since June 2022' },
  },
  {
    fact: 'since when firmware M6X8G05 was listed is not said',
    at: 'ISG 255/05 2.1',
    sentence: 'changing from M6X8G05 to M6X8G0B',
    ask: check('--firmware M6X8G05 --cop 5 --issue 6 --on 2022-05-31'),
    answers: { status: 'UNDETERMINED', says: expect.stringContaining('since when') },
  },
  {
    fact: 'another issue is not listed, and that is no verdict on a meter',
    at: 'ISG 255/05 1.2',
    sentence: 'for a Metering Dispensation from any departure from the requirements of a CoP',
    ask: check('--cop 5 --issue 5 --on 2022-07-05'),
    answers: { status: 'NOT_LISTED', dispensation: expect.stringContaining('BSCP32 may exist') },
  },
];

const rules: readonly Fact[] = [
  ...(
    [
      ['1', ['ISG']],
      ['2', ['ISG']],
      ['3', ['ISG', 'SVG']],
      ['5', ['SVG']],
      ['6', ['SVG']],
      ['7', ['SVG']],
      ['8', ['SVG']],
      ['9', ['SVG']],
      ['10', ['SVG']],
    ] as const
  ).map(([cop, committees]) => ({
    fact: `CoP${cop} is answered for by ${committees.join(' and ')}`,
    at: 'ISG 255/05 2.3',
    sentence:
      'the ISG is solely responsible for CoPs 1 and 2, and jointly responsible for CoP3, alongside the SVG. ' +
      'Since the SVG is solely responsible for CoPs 5, 6, 7, 8, 9 and 10',
    ask: check(`--cop ${cop} --on 2022-07-05`),
    answers: { committees: expect.objectContaining({ committees }) },
  })),
  ...['1', '2', '3', '5', '6', '10'].map((cop) => ({
    fact: `CoP${cop} asks for testing`,
    at: 'ISG 255/05 1.2',
    sentence: '(i.e. CoPs 1, 2, 3, 5, 6 and 10) requires Meters and Outstations to be tested',
    ask: check(`--cop ${cop} --on 2022-07-05`),
    answers: { testing: expect.objectContaining({ needed: 'yes' }) },
  })),
  {
    fact: 'CoP11 does not, in the earlier paper',
    at: 'ISG 255/05 1.2',
    sentence: '(i.e. CoPs 1, 2, 3, 5, 6 and 10)',
    ask: check('--cop 11 --on 2022-07-05'),
    answers: {
      status: 'NOT_APPLICABLE',
      testing: expect.objectContaining({ needed: 'no' }),
    },
  },
  {
    fact: 'CoP11 does, in the later paper',
    at: 'SVG paper 1.2',
    sentence: '(i.e. CoPs 1, 2, 3, 5, 6, 10 and 11) requires Meters and Outstations to be tested',
    ask: check('--cop 11 --on 2024-01-01'),
    answers: { status: 'NOT_LISTED', testing: expect.objectContaining({ needed: 'yes' }) },
  },
  {
    fact: 'of CoP11 between the two papers nobody speaks',
    at: 'SVG paper 1.2',
    sentence: '10 and 11',
    ask: check('--cop 11 --on 2023-12-31'),
    answers: {
      status: 'UNDETERMINED',
      testing: expect.objectContaining({ needed: 'undetermined' }),
    },
  },
  {
    fact: 'a CoP that is not half-hourly is no matter of the register',
    at: 'SVG paper 1.2',
    sentence: 'Each HH Code of Practice (CoP)',
    ask: check('--cop 9 --on 2022-07-05'),
    answers: { status: 'NOT_APPLICABLE', dispensation: null },
  },
  {
    fact: 'nor is a non-half-hourly meter',
    at: 'ISG 255/05 1.2',
    sentence: 'Each HH Code of Practice (CoP)',
    ask: check('--cop 5 --issue 6 --meter-type N --on 2022-07-05'),
    answers: { status: 'NOT_APPLICABLE' },
  },
  ...(
    [
      ['2007-07-01', 'certificate', 'Elexon can issue a Certificate of Compliance'],
      ['2007-06-15', 'undetermined', 'since CP1174 was implemented in June 2007'],
      ['2007-05-31', 'committee', 'Prior to June 2007 Elexon had to seek a decision'],
    ] as const
  ).map(([on, by, sentence]) => ({
    fact: `on ${on} an approval is a matter of: ${by}`,
    at: 'ISG 255/05 note 4',
    sentence,
    ask: check(`--cop 3 --on ${on}`),
    answers: { issuing: expect.objectContaining({ by }) },
  })),
  {
    fact: 'before June 2007 the committee of the CoP decided: for CoP3 both',
    at: 'ISG 255/05 note 4',
    sentence: 'a decision from the relevant BSC Panel Committee',
    ask: check('--cop 3 --on 2007-05-31'),
    answers: {
      issuing: expect.objectContaining({ says: expect.stringContaining('the ISG and the SVG') }),
    },
  },
];

const protocol = (rest: string): string => `protocol --model Prometer-100 --mpid SSIL ${rest}`;

const protocols: readonly Fact[] = [
  {
    fact: "SSIL's Reality holds protocol approval after December 2023",
    at: 'SVG paper 2.2',
    sentence: 'we issued SSIL with a Certificate of Protocol Approval',
    ask: protocol('--software Reality --on 2024-01-01'),
    answers: {
      status: 'LISTED',
      says: expect.stringContaining("SSIL's Reality holds protocol approval since December 2023"),
    },
  },
  {
    fact: 'it was tested and certified in December 2023, on a day that is not said',
    at: 'SVG paper 2.2',
    sentence: 'In December 2023, we witnessed the protocol testing',
    ask: protocol('--software Reality --on 2023-12-01'),
    answers: { status: 'UNDETERMINED' },
  },
  {
    fact: 'it was applied for in November 2023 and not held then',
    at: 'SVG paper 2.1',
    sentence: 'In November 2023, Stark Software International Limited',
    ask: protocol('--on 2023-11-30'),
    answers: {
      status: 'NOT_LISTED',
      says: 'protocol approval is held only since December 2023; applied for in November 2023',
    },
  },
  {
    fact: 'the list that has it is v75.0',
    at: 'SVG paper 3.1',
    sentence: "'CoP Compliance and Protocol Approval' list (v75.0)",
    ask: protocol('--on 2024-01-01'),
    answers: {
      entries: [
        expect.objectContaining({ variant: 'P3E', listVersion: 'v75.0' }),
        expect.objectContaining({ variant: 'R3E', listVersion: 'v75.0' }),
      ],
    },
  },
  {
    fact: 'other software of SSIL does not',
    at: 'SVG paper 1.3',
    sentence: 'Outstation data to be to a format and protocol approved',
    ask: protocol('--software Other --on 2024-01-01'),
    answers: { status: 'NOT_LISTED' },
  },
];

/** The options of the command line, read as commander reads them. */
const optionsOf = (words: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    words.flatMap((word, index) =>
      word.startsWith('--')
        ? [
            [
              word.slice(2).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
              words[index + 1] ?? '',
            ],
          ]
        : [],
    ),
  );

/** Asks what the command is made of, in this process: there are too many facts for a process each. */
async function asked(ask: string): Promise<{ readonly code: number; readonly out: string }> {
  const [command, ...words] = ask.split(' ');
  const { operation, telling }: Typed = command === 'check' ? checkCommand : protocolCommand;
  const answer = await telling.alone?.answer(fitting(operation.takes, optionsOf(words)) as never);
  const code = telling.hasFailed?.(answer as never) === true ? 1 : 0;
  return { code, out: JSON.stringify(answer) };
}

interface Answer {
  readonly status: string;
  readonly sources: readonly { readonly at: string; readonly words: string }[];
}

describe.each([
  ['compliance', compliance],
  ['rules', rules],
  ['protocols', protocols],
])('%s', (_what, facts) => {
  test.each(facts)('$fact ($at)', async ({ ask, answers, at, sentence }) => {
    const { code, out } = await asked(ask);
    const answer = JSON.parse(out) as Answer;
    expect(answer).toMatchObject(answers);
    expect(code).toBe(answer.status === 'LISTED' ? 0 : 1);
    expect(answer.sources.find((one) => one.at === at)?.words).toContain(sentence);
    expect(out).not.toMatch(/non-compliant/i);
  });
});

test('a person gets the same answer in words, by the command as it is typed', async () => {
  const [first, second, third] = await Promise.all([
    pawl(
      'approvals',
      'check',
      '--model',
      'Prometer 100',
      '--cop',
      'CoP5',
      '--issue',
      '06',
      '--on',
      '2022-07-05',
      '--meter-type',
      'H',
    ),
    pawl(
      'approvals',
      'protocol',
      '--mpid',
      'SSIL',
      '--model',
      'Prometer 100',
      '--on',
      '2023-12-15',
    ),
    pawl('approvals', 'report', '--on', '2024-01-15'),
  ]);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toContain('approved for CoP5 Issue 6 since June 2022');
  expect(first.out).toContain('The SVG is solely responsible for CoP5.');
  expect(second).toMatchObject({ code: 1, err: '' });
  expect(second.out).toMatch(/^UNDETERMINED: SSIL with Prometer 100 on Fri 15 Dec 2023/);
  expect(third).toMatchObject({ code: 0, err: '' });
  expect(third.out).toContain("December 2023: SSIL's Reality for Prometer 100 (P3E, R3E)");
  expect(third.out).toContain('firmware M6X8G05: superseded by M6X8G0B');
});

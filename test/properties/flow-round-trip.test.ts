import { fc } from '../support/fc.ts';
import { describe, expect, test } from 'vitest';
import { type Group, parseFlowFile, printFlowFile, readInstance } from '../../src/flow/index.ts';
import { catalogue } from '../flow/examples.ts';
import { draftOf, flows } from './flow-arbitraries.ts';

const withoutLines = ({ id, values, children }: Group): object => ({
  id,
  values,
  children: children.map(withoutLines),
});

describe('what is printed is read back as it was, without a finding', () => {
  test.each(flows.map((definition) => [definition.flow, definition] as const))(
    '%s',
    (_, definition) => {
      fc.assert(
        fc.property(draftOf(definition), (draft) => {
          const text = printFlowFile(catalogue, draft);
          const { file, summary } = parseFlowFile(catalogue, text);
          expect(summary.findings).toEqual([]);
          expect(summary.outcome).toBe('accepted');
          expect(file?.envelope).toEqual(draft.envelope);
          const back = (file?.instances ?? []).map((instance) =>
            readInstance(
              catalogue,
              definition.flow,
              definition.version,
              instance.text,
              instance.line,
            ),
          );
          expect(back.map(withoutLines)).toEqual(draft.instances.map(withoutLines));
          expect(printFlowFile(catalogue, { envelope: draft.envelope, instances: back })).toBe(
            text,
          );
          expect(back.map(({ line }) => line)).toEqual(file?.instances.map(({ line }) => line));
        }),
        { numRuns: 40 },
      );
    },
  );
});

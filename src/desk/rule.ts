/** What the rule says whose name stands beside words that were read: "by rule not-understood". */
import { z } from 'zod';
import { citedRule, citedRuleNames } from '../process/index.ts';
import { operation, Unfit } from './operation.ts';

const answers = z
  .strictObject({
    name: z.string(),
    says: z.array(z.string()).describe('several where lists of words share the name'),
    phrases: z
      .array(z.string())
      .describe('words of its list, with those of this desk, or codes; a|b is either word'),
    examples: z.array(z.string()).describe('clauses that are read by it'),
  })
  .meta({ id: 'Rule' });

export const rule = operation({
  name: 'rule',
  group: 'Checks',
  summary: 'What a rule says whose name stands beside the words it read',
  role: 'viewer',
  takes: z.strictObject({ name: z.string().describe('such as not-understood') }),
  answers,
  route: 'GET /rules/:name',
  typed: '<name>',
  example: { name: 'not-understood' },
  run: async ({ gateway }, { name }) => {
    const { reading } = gateway.rules;
    const cited = citedRule(reading, name);
    if (cited === null) {
      const all = citedRuleNames(reading).join(', ');
      throw new Unfit([{ field: 'name', message: `expected one of ${all}` }]);
    }
    const { says, phrases, examples } = cited;
    return { name, says: [...says], phrases: [...phrases], examples: [...examples] };
  },
});

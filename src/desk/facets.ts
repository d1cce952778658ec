/** How many a list has, and how many each choice of a filter would leave beside the other filters. */
import { z } from 'zod';
import { type Desk, type KnownOperation, operation, type Operation } from './operation.ts';
import type { Listed } from './listing.ts';
import { counted, wholeNumber } from './terms.ts';
import { wholeMax } from './whole-list.ts';

/** A filter that is counted: what a group of rows is for it, and which of them a choice leaves. */
interface Facet<Group> {
  readonly wordOf: (group: Group) => string | null;
  /** Where a choice leaves more than the one word that it is. */
  readonly fits?: (word: string | null, wanted: string) => boolean;
}

/** Each filter with how many each of its choices would leave. */
type Facets = readonly {
  readonly name: string;
  readonly values: readonly { readonly value: string; readonly number: number }[];
}[];

/** Each is counted beside the others, so that one sees where else to look. */
export function facetsAmong<Group>(
  groups: readonly Group[],
  facets: Readonly<Record<string, Facet<Group>>>,
  asked: Readonly<Record<string, string | undefined>>,
  numberOf: (group: Group) => number = () => 1,
): Facets {
  const names = Object.keys(facets);
  const isFit = (name: string, group: Group): boolean => {
    const { wordOf, fits = Object.is } = facets[name] as Facet<Group>;
    const wanted = asked[name];
    return wanted === undefined || fits(wordOf(group), wanted);
  };
  return names.map((name) => {
    const beside = names.filter((other) => other !== name);
    const numbers = new Map<string, number>();
    for (const group of groups) {
      const word = facets[name]?.wordOf(group) ?? null;
      if (word === null || !beside.every((other) => isFit(other, group))) continue;
      numbers.set(word, (numbers.get(word) ?? 0) + numberOf(group));
    }
    const values = [...numbers].map(([word, number]) => ({ value: word, number }));
    return { name, values: values.toSorted((a, b) => (a.value < b.value ? -1 : 1)) };
  });
}

/** They narrow nothing. */
const notFilters = ['by', 'order', 'limit', 'cursor'];

const filtersOf = ({ takes }: Pick<Operation, 'takes'>): z.ZodObject =>
  z.strictObject(
    Object.fromEntries(Object.entries(takes.shape).filter(([name]) => !notFilters.includes(name))),
  );

type Asked = Readonly<Record<string, unknown>>;

/** The question how many a list has, made from the list. */
export const countOperation = <
  List extends KnownOperation<z.ZodObject, z.ZodObject>,
  const Name extends string,
>(
  list: List,
  {
    things,
    names,
    facetsOf,
    open = '',
  }: {
    /** What it lists. */
    readonly things: string;
    readonly names: readonly [Name, ...Name[]];
    /** `asked` as the list has read it. */
    readonly facetsOf: (desk: Desk, asked: z.output<List['takes']>) => Promise<Facets>;
    /** Of which of them alone facets tell, if not of all. */
    readonly open?: string;
  },
) =>
  operation({
    name: `${list.name.replace(/ list$/, '')} count`,
    group: list.group,
    summary: `How many ${things} there are, and how many with each filter`,
    role: list.role,
    takes: filtersOf(list),
    answers: z.strictObject({
      ...counted.shape,
      facets: z
        .array(
          z.strictObject({
            name: z.enum(names).describe('a filter'),
            values: z.array(z.strictObject({ value: z.string(), number: wholeNumber })),
          }),
        )
        .describe(
          `how many ${open}${things} each value of a filter would leave beside the other filters; empty where that would take a look at more than ${wholeMax}`,
        ),
    }),
    route:
      `GET /counts${typeof list.route === 'string' ? list.route.replace('GET ', '') : ''}` as `GET /${string}`,
    typed: '',
    example: {},
    run: async (desk, asked: Asked) => {
      const whole = { ...list.takes.parse({ limit: 1 }), ...asked } as z.output<List['takes']>;
      const { counted: all } = (await list.run(desk, whole)) as unknown as Listed<unknown>;
      const facets = await facetsOf(desk, whole);
      return { ...all, facets: facets as never };
    },
  });

/**
 * Which meter type of the register a flow's make and type (J0410) names. Ours: J0410 is free text, so
 * the words of the model must stand in it one after another, and the first word of the manufacturer's
 * name somewhere; a variant that stands in it narrows the answer to that variant.
 */
import type { ComplianceEntry } from './register.ts';

interface MeterType {
  readonly manufacturer: string;
  readonly model: string;
  /** Null where the text names none. */
  readonly variant: string | null;
}

export function typeNamedIn(
  entries: readonly ComplianceEntry[],
  makeAndType: string,
): MeterType | null {
  const words = wordsOf(makeAndType);
  const said = ` ${words.join(' ')} `;
  const named = entries.filter(
    ({ manufacturer, model }) =>
      words.includes(wordsOf(manufacturer)[0] ?? '') &&
      said.includes(` ${wordsOf(model).join(' ')} `),
  );
  // Where one model's name is the beginning of another's, the longer one is meant.
  const [first] = named.toSorted((one, other) => other.model.length - one.model.length);
  if (first === undefined) return null;
  const { manufacturer, model } = first;
  const variant = named.find(
    (one) => one.model === model && words.includes(wordsOf(one.variant).join('')),
  );
  return { manufacturer, model, variant: variant?.variant ?? null };
}

/** PROMETER100, Prometer-100 and PROMETER 100 are the same two words; P3E stays one. */
const wordsOf = (text: string): readonly string[] =>
  text
    .toUpperCase()
    .replace(/([A-Z]{3,})(\d)/g, '$1 $2')
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '');

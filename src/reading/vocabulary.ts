/**
 * The vocabulary is ordinary English by field: nouns, verbs and adjectives as stems, from which the
 * forms are made here and nowhere else. The one rule: a form that a list of the grammar has already
 * means what that list says, so that no form of a harmless word can hide a word that matters.
 */
import type { PhraseKind } from './phrase-kinds.ts';
import stems from './rules/vocabulary.json' with { type: 'json' };

const kindsOf: Readonly<Record<keyof typeof stems, readonly PhraseKind[]>> = {
  nouns: ['otherThings'],
  // Whose word is hearsay.
  folk: ['otherThings', 'customers'],
  deeds: ['everyday', 'deeds'],
  happenings: ['everyday'],
  adjectives: ['neutral'],
  adverbs: ['everyday'],
  ordinaryVerbs: ['ordinary'],
  ordinaryNouns: ['ordinary'],
  ordinaryWords: ['ordinary'],
};

/** Every form of every stem that is not known already, with the lists it stands in. */
export function vocabularyForms(known: ReadonlySet<string>): ReadonlyMap<PhraseKind, string[]> {
  const lists = new Map<PhraseKind, string[]>();
  for (const [part, fields] of Object.entries(stems) as [
    keyof typeof stems,
    Record<string, string>,
  ][]) {
    const forms = new Set(
      Object.values(fields).flatMap((field) =>
        field.split(' ').flatMap((stem) => formsOf(part, stem)),
      ),
    );
    for (const form of forms) {
      if (known.has(form)) continue;
      for (const kind of kindsOf[part]) {
        const list = lists.get(kind);
        if (list) list.push(form);
        else lists.set(kind, [form]);
      }
    }
  }
  return lists;
}

function formsOf(part: keyof typeof stems, stem: string): readonly string[] {
  const word = stem.replaceAll('_', ' ');
  if (part === 'nouns' || part === 'folk' || part === 'ordinaryNouns') return [word, endsInS(word)];
  if (part === 'adverbs' || part === 'ordinaryWords') return [word];
  if (part === 'adjectives') return [word, ...compared(word), asAdverb(word)];
  const short = /^[^aeiou]*[aeiou][^aeiouwxy]$/.test(word) ? word + word.at(-1) : word;
  const bare = word.endsWith('e') ? word.slice(0, -1) : short;
  const past = /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ied` : `${bare}ed`;
  const forms = [word, endsInS(word), past, `${bare}ing`];
  return part === 'deeds' ? [...forms, ...forms.map((form) => `re${form}`)] : forms;
}

function endsInS(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

function compared(word: string): readonly string[] {
  if (word.length > 7) return [];
  if (word.endsWith('e')) return [`${word}r`, `${word}st`];
  if (/[^aeiou]y$/.test(word)) return [`${word.slice(0, -1)}ier`, `${word.slice(0, -1)}iest`];
  const short = /^[^aeiou]*[aeiou][^aeiouwxy]$/.test(word) ? word + word.at(-1) : word;
  return [`${short}er`, `${short}est`];
}

function asAdverb(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ily`;
  return word.endsWith('le') ? `${word.slice(0, -1)}y` : `${word}ly`;
}

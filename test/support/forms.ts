/** The forms of a page and their fields, read from its HTML as a browser would. */

export interface FormField {
  readonly kind: 'input' | 'textarea' | 'select';
  readonly name: string;
  readonly id: string;
  readonly type: string;
  readonly isHidden: boolean;
  readonly isRequired: boolean;
  readonly maxLength: number | null;
  readonly value: string;
  /** Of a select. */
  readonly options: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
}

export interface PageForm {
  readonly method: 'GET' | 'POST';
  readonly action: string;
  readonly isWithFiles: boolean;
  readonly fields: readonly FormField[];
}

export function formsOf(page: string): PageForm[] {
  return [...page.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)].map(([, tag = '', inside = '']) => {
    const { method = 'get', action = '', enctype } = attributesOf(tag);
    return {
      method: method.toUpperCase() === 'POST' ? 'POST' : 'GET',
      action,
      isWithFiles: enctype === 'multipart/form-data',
      fields: fieldsIn(inside),
    };
  });
}

function fieldsIn(inside: string): FormField[] {
  const tags = /<(input|select|textarea)\b([^>]*)>(?:([^]*?)<\/\1>)?/g;
  // An input has no end; what stands between it and the end of another is no part of it.
  const alone = inside.replaceAll(/<input\b[^>]*>/g, (tag) => `${tag}</input>`);
  return [...alone.matchAll(tags)].flatMap(([, kind = '', tag = '', body = '']) => {
    const attributes = attributesOf(tag);
    const { name, id = '', type = 'text', maxlength, value = '' } = attributes;
    if (name === undefined) return [];
    const options = [...body.matchAll(/<option\b([^>]*)>/g)].map(([, one = '']) =>
      attributesOf(one),
    );
    const chosen = options.find((one) => one['selected'] !== undefined) ?? options[0];
    return [
      {
        kind: kind as FormField['kind'],
        name,
        id,
        type,
        isHidden: type === 'hidden',
        isRequired: attributes['required'] !== undefined,
        maxLength: maxlength === undefined || maxlength === '' ? null : Number(maxlength),
        value:
          kind === 'input' ? value : kind === 'select' ? (chosen?.['value'] ?? '') : plain(body),
        options: options.map((one) => one['value'] ?? ''),
        attributes,
      },
    ];
  });
}

function attributesOf(tag: string): Record<string, string> {
  const said = [...tag.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)];
  return Object.fromEntries(said.map(([, name = '', value = '']) => [name, plain(value)]));
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};
const plain = (text: string): string =>
  text.replaceAll(/&(lt|gt|quot|#39|amp);/g, (entity) => entities[entity] ?? entity);

/**
 * What was made of the same text is given again: engineers write the same few sentences. The one rule:
 * what is remembered is made of its key alone, so that to forget costs time and changes nothing.
 */
export function remembering<V>(max: number, make: (key: string) => V): (key: string) => V {
  const made = new Map<string, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    if (made.size === max) made.clear();
    const value = make(key);
    made.set(key, value);
    return value;
  };
}

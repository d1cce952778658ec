/**
 * Dates in free text. The one rule: only a date with its year is one; "12/11" may be a reading or a job.
 */
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** "BACKSTOP FITTED ON 20/12/2027": whether the words name a day after this one. */
export function isAfter(words: string, on: string): boolean {
  for (const found of words.matchAll(dated)) {
    const [day, month, year] = found.slice(1) as [string, string, string];
    const number = Number(month) || months.indexOf(month.slice(0, 3).toLowerCase()) + 1;
    if (number < 1 || number > 12 || Number(day) < 1 || Number(day) > 31) continue;
    const full = year.length === 2 ? `20${year}` : year;
    if (`${full}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}` > on) return true;
  }
  return false;
}

const dated =
  /\b(\d{1,2})(?:st|nd|rd|th)?[/.\- ](\d{1,2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)[/.\- ](\d{4}|\d{2})\b/gi;

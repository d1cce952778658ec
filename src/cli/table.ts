/**
 * A table for a terminal: columns as wide as they need to be, and where the terminal is narrower,
 * the widest give way first and end in "…". Without a terminal nothing is cut.
 */
const gap = '  ';
const narrowest = 6;

/** The lines of the table, the header first. */
export function table(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  width: number = process.stdout.columns ?? Number.POSITIVE_INFINITY,
): string[] {
  const widths = headers.map((header, index) =>
    rows.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), header.length),
  );
  shrink(widths, width - gap.length * (headers.length - 1));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cut(cell, widths[index] ?? 0).padEnd(widths[index] ?? 0))
      .join(gap)
      .trimEnd();
  return [line(headers), line(widths.map((size) => '-'.repeat(size))), ...rows.map(line)];
}

const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;

function shrink(widths: number[], room: number): void {
  let total = widths.reduce((sum, width) => sum + width, 0);
  while (total > room) {
    const widest = Math.max(...widths);
    if (widest <= narrowest) return;
    widths[widths.indexOf(widest)] = widest - 1;
    total -= 1;
  }
}

/** A progress bar on standard error where that is a terminal, and nothing where it is not. */
export interface ProgressBar {
  /** An `of` that is not above `done` means that the end is not known: only the count is shown. */
  readonly show: (what: string, done: number, of: number) => void;
  readonly clear: () => void;
}

const barWidth = 24;
const redrawMs = 100;

export function progressBar(): ProgressBar {
  const stream = process.stderr;
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  let drawnAt = 0;
  return {
    show: (what, done, of) => {
      const now = Date.now();
      if (now - drawnAt < redrawMs) return;
      drawnAt = now;
      const share = of > done ? done / of : null;
      const filled = Math.round((share ?? 0) * barWidth);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${Math.floor((share ?? 0) * 100)} %`;
      stream.write(`\r\u001b[K${what} ${share === null ? done : bar}`);
    },
    clear: () => {
      if (drawnAt > 0) stream.write('\r\u001b[K');
    },
  };
}

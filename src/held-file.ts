/**
 * What a virus scanner, an indexer or a copy has open for a moment: on Windows a file cannot be
 * renamed, removed or opened then. It is tried again for a blink; what stays held is thrown, told as
 * the file's trouble, and done with the next pass.
 */

/** Ours: scanners are done with a small file within a tenth of a second. */
const pausesMs = [10, 20, 40, 80, 160] as const;
/** Ours: after one that stayed held nothing is waited for so long, or many of them would hold a pass. */
const impatientMs = 5_000;

let impatientUntil = 0;

/** Elsewhere than on Windows a right that is missing is missing for good. */
const isHeld = (error: unknown): boolean => {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EBUSY') return true;
  return process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES');
};

/** Does what may be repeated, again while somebody else holds the file. */
export function whileHeld<T>(work: () => T): T {
  for (const pauseMs of pausesMs) {
    try {
      return work();
    } catch (error) {
      if (!isHeld(error) || performance.now() < impatientUntil) throw error;
      Atomics.wait(nothing, 0, 0, pauseMs);
    }
  }
  try {
    return work();
  } catch (error) {
    if (isHeld(error)) impatientUntil = performance.now() + impatientMs;
    throw error;
  }
}

const nothing = new Int32Array(new SharedArrayBuffer(4));

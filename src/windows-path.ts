/**
 * What Windows makes of names and paths. Asked on every system, so that a name that is given here is
 * one there too. Microsoft, *Naming Files, Paths, and Namespaces*.
 */

/** Names of devices, whatever follows after a dot. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(?:\.|$)/i;

export const isDeviceOnWindows = (name: string): boolean => device.test(name);

/** Whether a name, without a folder, is another thing on Windows, or none: a colon leads into a stream, and a dot or space at the end is dropped. */
export const isOddOnWindows = (name: string): boolean =>
  isDeviceOnWindows(name) || /[. ]$/.test(name) || /[<>:"/\\|?*\p{Cc}]/u.test(name);

/** The same for both where names that differ in their capital letters alone are one. */
export const foldedName = (path: string): string => path.toLowerCase();

/** A path such as \\SERVER\SHARE, with or without the prefix of long ones. */
export const isUncPath = (path: string): boolean =>
  /^[\\/]{2}(?:\?[\\/]UNC[\\/]|(?![.?][\\/]))[^\\/]/i.test(path);

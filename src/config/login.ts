/** How people are told apart, what they may do, and by which names this machine alone is reached. */

/** What a person may do: look; act on checks and files; approve what is sent. Each has the former. */
export const roles = ['viewer', 'operator', 'approver'] as const;
export type AccessRole = (typeof roles)[number];

/** Ours: two people must never look alike, and a letter of another alphabet may look like one of these. */
export const isLogin = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._@+ -]{0,59}$/.test(text);

/** The names by which this machine alone is reached. */
export const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Whether what is sent there can be read by nobody on the way. */
export const isPrivateAddress = (url: string): boolean => {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || loopbackNames.includes(hostname);
};

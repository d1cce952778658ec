/**
 * `pawl token`: makes a token for pages and API. The token is shown this once; the configuration
 * gets its digest, so that who reads the file cannot act with it.
 */
import { isLogin, type AccessRole, roles } from '../config/index.ts';
import { tokenDigestOf, newToken } from '../web/index.ts';
import { usage } from './failure.ts';
import { say, sayJson } from './print.ts';

interface TokenOptions {
  readonly role: string;
  /** Whose it is, where one person has several. */
  readonly person?: string;
  readonly json?: boolean;
}

export async function token(given: string, options: TokenOptions): Promise<number> {
  const name = given.trim();
  if (name === '' || name.length > 60) {
    throw usage(
      `"${given}" is not a name`,
      'a name has 1 to 60 characters, such as that of a login',
    );
  }
  const login = (options.person ?? name).trim();
  if (!isLogin(login)) {
    throw usage(
      `"${login}" is not a login`,
      'a login has the letters a to z, digits and . _ @ + -; --person LOGIN says whose the token is',
    );
  }
  const role = roles.find((known): known is AccessRole => known === options.role);
  if (role === undefined) {
    throw usage(`"${options.role}" is not a role`, `roles are ${roles.join(', ')}`);
  }
  const made = newToken();
  const person = options.person === undefined ? {} : { person: login };
  const entry = { name, ...person, role, sha256: tokenDigestOf(made) };
  if (options.json === true) {
    sayJson({ token: made, entry });
    return 0;
  }
  say(`The token of ${name}, shown this once:`);
  say(`  ${made}`);
  say('Put this line into web.tokens of pawl.config.json:');
  say(`  ${JSON.stringify(entry)}`);
  say('A running gateway uses it at once; one that serves no pages yet, from its next start.');
  return 0;
}

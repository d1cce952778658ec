/** The configuration at the command line: check, preview, history, folders, and secrets. */
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mpanOf, requestFile } from '../support/flow-files.ts';
import { freshFolder, pawl } from './pawl.ts';

const least = { mpid: 'SUPP', role: 'X', send: 'never' };

function workspace(config: object): string {
  const folder = freshFolder();
  writeConfig(folder, config);
  return folder;
}

const writeConfig = (folder: string, config: object, name = 'pawl.config.json'): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(config));
  return path;
};

const quick = (workingDays: number) => ({
  ...least,
  profile: 'quick',
  profiles: {
    quick: { extends: 'option-1', title: 'Quick', stages: { investigating: { workingDays } } },
  },
});

test('check tells everything that is wrong at once, and exits with 2', async () => {
  const folder = workspace({
    ...least,
    rescanMs: 1,
    calendars: { '18': 'mars' },
    smtp: { host: 'h', from: 'a@b', user: 'u', password: { env: 'PAWL_TEST_NOT_SET' } },
    alertRoutes: [{ channels: ['pager'] }],
  });
  const { code, out } = await pawl('config', 'check', '--workspace', folder);
  expect(code).toBe(2);
  expect(out).toMatch(/rescanMs is 1/);
  expect(out).toMatch(/PAWL_TEST_NOT_SET is not set/);
  expect(out).toMatch(/"pager" is not a channel/);
  writeConfig(folder, {
    ...least,
    calendars: { '18': 'mars' },
    folders: { inbox: 'pawl.config.json/in' },
  });
  const again = await pawl('config', 'check', '--json', '--workspace', folder);
  expect(JSON.parse(again.out).problems).toEqual([
    expect.stringMatching(/^calendars\.18 is "mars"/),
    expect.stringMatching(/^folders\.inbox is "pawl\.config\.json\/in"/),
  ]);
  writeConfig(folder, least);
  expect(await pawl('config', 'check', '--workspace', folder)).toMatchObject({ code: 0 });
});

test('check warns of a letter under which nothing would be written', async () => {
  const folder = workspace({ ...least, letters: { supplier: 'M', meterOperator: '9' } });
  const { code, out } = await pawl('config', 'check', '--workspace', folder);
  expect(code).toBe(0);
  expect(out).toContain('letters.supplier is "M", the letter of another: Meter Operator.');
  expect(out).toContain('letters.meterOperator is "9", a letter that nobody here knows.');
  writeConfig(folder, { ...least, letters: { supplier: 'X', meterOperator: 'M' } });
  const { out: sound } = await pawl('config', 'check', '--json', '--workspace', folder);
  expect(JSON.parse(sound).warnings).toEqual([]);
});

test('a secret is needed by a gateway and by nobody who only reads', async () => {
  const folder = workspace({
    ...least,
    smtp: { host: 'h', from: 'a@b', user: 'u', password: { env: 'PAWL_TEST_NOT_SET' } },
  });
  const once = await pawl('once', '--workspace', folder);
  expect(once).toMatchObject({ code: 2 });
  expect(once.err).toMatch(/smtp\.password.*PAWL_TEST_NOT_SET is not set/);
  expect(await pawl('checks', '--workspace', folder)).toMatchObject({ code: 0 });
});

test('preview, change, history', async () => {
  const folder = workspace(quick(10));
  const args = ['--workspace', folder];
  await pawl('once', ...args);
  writeFileSync(join(folder, 'sent', 'q.usr'), requestFile('Q1', [mpanOf(1)], '20260804090000'));
  await pawl('once', ...args);
  const next = writeConfig(folder, quick(5), 'next.json');
  const previewed = await pawl('config', 'preview', next, ...args);
  expect(previewed.code).toBe(0);
  expect(previewed.out).toMatch(/deadline 2026-08-18 → 2026-08-11/);
  expect(previewed.out).toMatch(
    /because of profiles\.quick\.stages\.investigating\.workingDays: 10 → 5/,
  );
  const asJson = JSON.parse((await pawl('config', 'preview', next, '--json', ...args)).out);
  expect(asJson).toMatchObject({ mpans: 1, changed: 1, checks: [{ mpan: mpanOf(1) }] });
  const { items } = JSON.parse((await pawl('config', 'history', '--json', ...args)).out);
  expect(items).toHaveLength(1);

  writeConfig(folder, quick(5));
  await pawl('once', ...args);
  const history = JSON.parse((await pawl('config', 'history', '--json', ...args)).out);
  expect(history.items[0]).toMatchObject({ checksChanged: 1, checks: [{ mpan: mpanOf(1) }] });
  const { out } = await pawl('config', 'history', '--limit', '1', ...args);
  expect(out).toMatch(/workingDays: 10 → 5/);
  expect(out).toContain(`MPAN ${mpanOf(1)} #1: deadline 2026-08-18 → 2026-08-11`);

  writeFileSync(join(folder, 'pawl.config.json'), '{ "mpid": ');
  const checks = await pawl('checks', ...args);
  expect(checks.code).toBe(0);
  expect(checks.err).toMatch(/not JSON.*\n.*configuration in force/);
  expect(await pawl('once', ...args)).toMatchObject({ code: 2 });
  const preview = await pawl('config', 'preview', ...args);
  expect(preview).toMatchObject({ code: 2 });
});

test('a folder elsewhere is linked, and one that holds something is not replaced', async () => {
  const folder = workspace({ ...least, folders: { inbox: '../dtn/in', outbox: 'out' } });
  expect(await pawl('once', '--workspace', folder)).toMatchObject({ code: 0 });
  expect(lstatSync(join(folder, 'inbox')).isSymbolicLink()).toBe(true);
  const csv = `mpan,notifiedOn,source,reference\n${mpanOf(1)},2026-08-03,installer,1\n`;
  writeFileSync(join(folder, '../dtn/in/a.csv'), csv);
  const taken = await pawl('once', '--workspace', folder);
  expect(taken.out).toMatch(/inbox\/a\.csv: applied/);
  expect(existsSync(join(folder, '../dtn/in/a.csv'))).toBe(false);

  mkdirSync(join(folder, 'alerts'), { recursive: true });
  writeFileSync(join(folder, 'alerts', 'mine.txt'), 'kept');
  writeConfig(folder, { ...least, folders: { alerts: 'elsewhere' } });
  const refused = await pawl('once', '--workspace', folder);
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.err).toMatch(/folders\.alerts: .* is not empty/);
  expect(readFileSync(join(folder, 'alerts', 'mine.txt'), 'utf8')).toBe('kept');
});

test('a token pasted anywhere into the configuration is not echoed by any command', async () => {
  const token = 'pawl_dGhpcyBpcyBhIHNlY3JldCB0b2tlbiEh';
  const folder = workspace(least);
  const places: readonly object[] = [
    { calendar: token },
    { calendars: { '18': token } },
    { keeping: { heads: { sign: token } } },
    { smtp: { host: 'h', from: 'a@b', user: 'u', password: { env: token } } },
    { counterparties: { MOPX: { calendar: token } } },
    { folders: { inbox: `missing/${token}` } },
  ];
  for (const place of places) {
    writeConfig(folder, { ...least, ...place });
    for (const words of [['config', 'check'], ['once']]) {
      const { out, err } = await pawl(...words, '--workspace', folder);
      expect(`${out}${err}`, JSON.stringify(place)).not.toContain(token.slice(5));
    }
  }
}, 120_000);

test('compare plays a profile of pawl.config.json beside a published one', async () => {
  const folder = workspace(quick(5));
  const asked = ['compare', '--checks', '20', '--sensitivity', '0', '--profiles', 'option-1,quick'];
  const { code, out } = await pawl(...asked, '--json', '--workspace', folder);
  expect(code).toBe(0);
  const { options } = JSON.parse(out) as { options: { profile: string }[] };
  expect(options.map(({ profile }) => profile)).toEqual(['option-1', 'quick']);
  const unknown = await pawl(...asked.slice(0, -1), 'option-9', '--workspace', folder);
  expect(unknown.code).toBe(2);
  expect(unknown.err).toContain('"option-9" is not a profile: use option-1');
});

test('a receiver of audit lines is a host and a port, and nothing else', async () => {
  const told = async (to: string): Promise<string> => {
    const folder = workspace({ ...least, audit: { to } });
    return (await pawl('config', 'check', '--workspace', folder)).out;
  };
  for (const to of ['tls://siem.example:65536', 'tcp://siem.example:0', 'tcp://a@b:514']) {
    expect(await told(to), to).toMatch(/audit\.to/);
  }
  for (const to of ['tls://siem.example:6514', 'tcp://[::1]:514', 'tls://10.0.0.5:65535']) {
    expect(await told(to), to).not.toMatch(/audit/);
  }
});

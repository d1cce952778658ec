import { describe, expect, test } from 'vitest';
import { channelsFor, firstTellingAt } from '../../src/alert/index.ts';
import { bundledBankHolidays, calendarOf } from '../../src/calendar/index.ts';
import { readConfig } from '../../src/config/config.ts';
import { alertOf } from '../store/rows.ts';

const hook = { kind: 'webhook', url: 'https://desk.example/hook' };
const channels = {
  desk: { kind: 'email', to: ['desk@supp.example'] },
  morning: { kind: 'email', to: ['desk@supp.example'], digestAt: '08:00' },
  hook,
};
const smtp = { host: 'localhost', from: 'pawl@supp.example' };

const audience = (settings: Record<string, unknown>, calendar = 'england-and-wales') => {
  const config = readConfig({ mpid: 'SUPP', role: 'X', smtp, channels, ...settings }, 'test');
  const calendars = { calendarFor: () => calendarOf(bundledBankHolidays, calendar) };
  const inForce = { config, calendars };
  return {
    channelsFor: (alert: Parameters<typeof channelsFor>[1]) => channelsFor(inForce, alert),
    dueAt: (channel: string, now: string) => firstTellingAt(inForce, channel, now),
  };
};

describe('who is told', () => {
  test('everybody, where there is no route', () => {
    expect(audience({}).channelsFor(alertOf(1))).toEqual(['desk', 'morning', 'hook']);
  });

  const routed = (route: Record<string, unknown>) =>
    audience({ alertRoutes: [{ ...route, channels: ['hook'] }] });

  test.each([
    [{ kinds: ['BREACHED'] }, { kind: 'BREACHED' }, { kind: 'DUE_SOON' }],
    [{ stages: ['deciding'] }, { stage: 'deciding' }, { stage: 'replacing' }],
    [{ parties: ['MOPX'] }, { party: 'MOPX' }, { party: 'MOPY' }],
    [{ parties: ['MOPX'] }, { party: 'MOPX' }, { party: null }],
    [{ owedBy: 'theirs' }, { owner: 'M' }, { owner: 'X' }],
    [{ owedBy: 'ours' }, { owner: 'X' }, { owner: 'M' }],
  ] as const)('by %j', (route, picked, passedBy) => {
    expect(routed(route).channelsFor(alertOf(1, picked))).toEqual(['hook']);
    expect(routed(route).channelsFor(alertOf(1, passedBy))).toEqual([]);
  });

  test('by everything that a route names together, and by any of several routes, once', () => {
    const told = audience({
      alertRoutes: [
        { kinds: ['BREACHED'], owedBy: 'theirs', channels: ['hook'] },
        { channels: ['hook', 'desk'], stages: ['investigating'] },
      ],
    });
    expect(told.channelsFor(alertOf(1))).toEqual(['desk', 'hook']);
    expect(told.channelsFor(alertOf(1, { stage: 'deciding' }))).toEqual(['hook']);
    expect(told.channelsFor(alertOf(1, { stage: 'deciding', owner: 'X' }))).toEqual([]);
  });
});

describe('when', () => {
  const { dueAt } = audience({});

  test('at once, unless the channel is a digest', () => {
    expect(dueAt('hook', '2026-08-15T12:00:00Z')).toBe('2026-08-15T12:00:00Z');
    expect(dueAt('gone', '2026-08-15T12:00:00Z')).toBeNull();
  });

  test.each([
    ['the same morning', '2026-08-17T23:00:00Z', '2026-08-18T07:00:00Z'],
    ['the morning after', '2026-08-18T07:00:00Z', '2026-08-19T07:00:00Z'],
    ['Monday after Friday', '2026-08-14T12:00:00Z', '2026-08-17T07:00:00Z'],
    ['after a bank holiday', '2026-08-28T12:00:00Z', '2026-09-01T07:00:00Z'],
    ['after the clocks went back', '2026-10-24T12:00:00Z', '2026-10-26T08:00:00Z'],
    [
      'the next day where no bank holidays are known',
      '2090-08-19T12:00:00Z',
      '2090-08-20T07:00:00Z',
    ],
  ])('a digest: %s', (_, now, then) => {
    expect(dueAt('morning', now)).toBe(then);
  });
});

describe('settings that do not fit together', () => {
  const problem = (settings: Record<string, unknown>): string => {
    try {
      readConfig({ mpid: 'SUPP', role: 'X', ...settings }, 'test');
    } catch (error) {
      return String(error);
    }
    return '';
  };

  test.each([
    [{ channels: { hook }, alertRoutes: [{ channels: ['hok'] }] }, '"hok" is not a channel'],
    [{ channels }, 'smtp is missing: channels.desk needs a mail server'],
    [{ smtp: { ...smtp, user: 'pawl' } }, 'smtp.password is missing'],
    [{ smtp: { ...smtp, password: 'hush, hush' } }, 'smtp.user is missing'],
    [{ smtp: { ...smtp, user: 'u', password: 'p', security: 'none' } }, 'smtp.security is "none"'],
    [{ channels: { hook: { ...hook, url: 'ftp://hush' } } }, 'channels.hook.url'],
    [{ channels: { hook: { ...hook, secret: 'hush' } } }, 'channels.hook.secret'],
    [{ channels: { 'My hook': hook } }, 'channels.My hook'],
    [
      { channels: { hook: { kind: 'pager' } } },
      'expected a channel whose kind is email, webhook or cloudevents',
    ],
    [{ channels: { hook: { ...hook, to: [] } } }, 'channels.hook.to is not a key of this file'],
  ])('%j', (settings, says) => {
    expect(problem(settings)).toContain(says);
    expect(problem(settings)).not.toContain('hush');
  });
});

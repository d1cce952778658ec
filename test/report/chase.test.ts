/** What a late counterparty is told, when, and how often. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openChaseMailer } from '../../src/report/chase-mail.ts';
import { templateProblems } from '../../src/report/chase-template.ts';
import { mailServer, rawServer, smtpError } from '../alert/receivers.ts';
import { makeFlowFile, mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const email = 'chasing@mopx.example';

/** Two MPANs that MOPX owes a D0002 since 4 August, and one that MOPY owes; due on the 18th. */
async function late(settings: Record<string, unknown> = {}): Promise<TestGateway> {
  const own = await openTestGateway({ chaseAt: '08:00', ...settings });
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
  await own.take('sent/r.usr', requestFile('Q2', [mpanOf(2)], '20260803100000'));
  await own.take('sent/y.usr', requestFile('Q3', [mpanOf(3)]).replace('|M|MOPX|', '|M|MOPY|'));
  return own;
}

const drafts = (own: TestGateway) => own.files('reports');

const golden = `To: chasing@mopx.example
Subject: SUPP to MOPX: 2 overdue MPANs, Wed 19 Aug 2026

To Meters of X

By our records the following is overdue from you on Wed 19 Aug 2026.
Please send what is owed, or tell us what keeps you from it. If it was sent, please tell us its
File Identifier.

MPAN           Owed   Since           Due              Working Days over  Our reference
${mpanOf(2)}  D0002  Mon 3 Aug 2026  Mon 17 Aug 2026  2                  Q2
${mpanOf(1)}  D0002  Tue 4 Aug 2026  Tue 18 Aug 2026  1                  Q1

SUPP, Supplier
`;

describe('a draft', () => {
  test('for each late counterparty lists all its overdue MPANs with dates', async () => {
    const own = await late({ counterparties: { MOPX: { name: 'Meters of X', email } } });
    own.clock.set('2026-08-19T07:00:00Z');
    expect((await own.pass()).reports).toEqual([
      'reports/chase_MOPX_2026-08-19.txt',
      'reports/chase_MOPY_2026-08-19.txt',
    ]);
    expect(own.read('reports/chase_MOPX_2026-08-19.txt')).toBe(golden);
    const other = own.read('reports/chase_MOPY_2026-08-19.txt');
    expect(other).toContain('Subject: SUPP to MOPY: 1 overdue MPAN, Wed 19 Aug 2026\n\nTo MOPY\n');
    expect(other).not.toContain('To: ');
  });

  test('holds nothing of a site but its MPAN, whatever the files say', async () => {
    const own = await openTestGateway({ chaseAt: '08:00' });
    own.drop(
      'n.csv',
      'mpan,notifiedOn,source,reference,meterOperator,addressLine1,postcode\n' +
        `${mpanOf(1)},2026-08-03,installer,RING MRS SMITH,MOPX,1 HIGH STREET,ZZ1 1ZZ\n`,
    );
    await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
    own.clock.set('2026-08-19T07:00:00Z');
    await own.pass();
    const text = own.read('reports/chase_MOPX_2026-08-19.txt');
    expect(text).toContain(mpanOf(1));
    expect(text).not.toMatch(/HIGH STREET|ZZ1|SMITH|BACKSTOP CHECK|OLD\d/);
  });

  test('is not made for who is in time, for us, or for what has been answered', async () => {
    const own = await late();
    own.clock.set('2026-08-18T07:00:00Z');
    await own.pass();
    expect(drafts(own)).toEqual(['chase_MOPX_2026-08-18.txt']);
    own.clock.set('2026-08-18T12:00:00Z');
    await own.take(
      'a.usr',
      reportFile('A1', [mpanOf(1), mpanOf(2)], 'NO BACKSTOP FITTED', '20260818110000'),
    );
    // The D0142 is ours to send, and overdue by then.
    own.clock.set('2026-09-04T07:00:00Z');
    expect((await own.pass()).reports).toEqual(['reports/chase_MOPY_2026-09-04.txt']);
  });

  test('names the request that began the stage, not one that repeats it', async () => {
    const own = await late();
    await own.take('sent/again.usr', requestFile('Q9', [mpanOf(1)], '20260805120000'));
    own.clock.set('2026-08-19T07:00:00Z');
    await own.pass();
    const text = own.read('reports/chase_MOPX_2026-08-19.txt');
    expect(text).toMatch(new RegExp(`${mpanOf(1)} .* Q1$`, 'm'));
    expect(text).not.toContain('Q9');
  });

  test('of a Meter Operator chases the Supplier by the reference of its own report', async () => {
    const own = await openTestGateway({ mpid: 'MOPX', role: 'M', chaseAt: '08:00' });
    await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
    await own.take('sent/a.usr', reportFile('A1', [mpanOf(1)], 'NO BACKSTOP FITTED'));
    own.clock.set('2026-08-20T07:00:00Z');
    await own.pass();
    const text = own.read('reports/chase_SUPP_2026-08-20.txt');
    expect(text).toContain(
      `${mpanOf(1)}  D0142  Wed 5 Aug 2026  Wed 19 Aug 2026  1                  A1`,
    );
    expect(text).toContain('MOPX, Meter Operator');
  });
});

describe('a template of one’s own', () => {
  const template = 'Subject: {{count}}\n\nDear {{ name }},\n{{list}}\n';

  async function withTemplate(text: string): Promise<TestGateway> {
    const own = await late({ counterparties: { MOPX: { template: 'words/mopx.txt' } } });
    mkdirSync(join(own.workspace, 'words'));
    writeFileSync(join(own.workspace, 'words/mopx.txt'), text);
    own.clock.set('2026-08-19T07:00:00Z');
    await own.pass();
    return own;
  }

  test('takes the place of ours for that counterparty alone', async () => {
    const own = await withTemplate(template);
    expect(own.read('reports/chase_MOPX_2026-08-19.txt')).toMatch(
      /^Subject: 2 overdue MPANs\n\nDear MOPX,\nMPAN {11}Owed/,
    );
    expect(own.read('reports/chase_MOPY_2026-08-19.txt')).toContain('By our records');
  });

  test('that cannot be used does not keep anybody from being chased', async () => {
    const own = await withTemplate('no subject, no list');
    expect(own.read('reports/chase_MOPX_2026-08-19.txt')).toContain('By our records');
  });

  test('is told everything that is wrong with it', () => {
    expect(templateProblems(template)).toEqual([]);
    expect(templateProblems('Dear {{nobody}}')).toEqual([
      'its first line does not begin with "Subject: "',
      '{{list}} is not in it',
      '{{nobody}} is not a place: our, ourRole, party, name, date, count, list',
    ]);
  });
});

describe('the time', () => {
  test('is once a Working Day, from the configured hour on, also after a restart', async () => {
    const own = await late();
    own.clock.set('2026-08-21T06:59:59Z');
    await own.pass();
    expect(drafts(own)).toEqual([]);
    own.clock.set('2026-08-21T09:00:00Z');
    await own.pass();
    expect(drafts(own)).toHaveLength(2);
    const again = await own.reopen();
    own.clock.set('2026-08-21T22:00:00Z');
    expect((await again.pass()).reports).toEqual([]);
    own.clock.set('2026-08-22T09:00:00Z');
    expect((await again.pass()).reports).toEqual([]);
    own.clock.set('2026-08-24T09:00:00Z');
    expect((await again.pass()).reports).toHaveLength(2);
  });

  test('goes by the Working Days of the counterparty', async () => {
    // Monday 31 August 2026 is a bank holiday in England and Wales, and none in Scotland.
    const own = await late({ counterparties: { MOPY: { calendar: 'scotland' } } });
    own.clock.set('2026-08-31T09:00:00Z');
    expect((await own.pass()).reports).toEqual(['reports/chase_MOPY_2026-08-31.txt']);
  });

  test('does not come where chaseAt is null', async () => {
    const own = await late({ chaseAt: null });
    own.clock.set('2026-08-21T09:00:00Z');
    expect((await own.pass()).reports).toEqual([]);
  });

  test('a draft that a crash kept from being written is written at the next start', async () => {
    const own = await late();
    own.clock.set('2026-08-19T07:00:00Z');
    const chase = { party: 'MOPX', chasedOn: '2026-08-19', mailTo: null, subject: 's', text: 't' };
    const day = { note: 'chased-on', on: '2026-08-19', keepFrom: '2026-01-01', sendAt: null };
    await own.gateway.store.queueChases([chase], day);
    const again = await own.reopen();
    expect((await again.pass()).reports).toEqual(['reports/chase_MOPX_2026-08-19.txt']);
    expect((await again.pass()).reports).toEqual([]);
  });
});

describe('an e-mail', () => {
  const plainServer = { authOptional: true, disabledCommands: ['STARTTLS' as const] };
  const smtpOf = (port: number) => ({
    host: '127.0.0.1',
    port,
    security: 'none',
    from: 'desk@supp.example',
    timeoutMs: 5_000,
  });

  async function mailing(port: number): Promise<TestGateway> {
    const own = await late({ counterparties: { MOPX: { email } }, smtp: smtpOf(port) });
    own.clock.set('2026-08-19T07:00:00Z');
    return own;
  }

  const passAndSend = async (own: TestGateway): Promise<void> => {
    await own.pass();
    await own.engine.keeper.drain(10_000);
  };

  const chased = async (own: TestGateway, on = '2026-08-19') =>
    (await own.gateway.store.chasesOf(on)).find(({ party }) => party === 'MOPX');

  test('goes to the configured address, once a Working Day, and says what the draft says', async () => {
    const server = await mailServer(plainServer);
    const own = await mailing(server.port);
    await passAndSend(own);
    await passAndSend(own);
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.to).toEqual([email]);
    const raw = server.mails[0]?.raw.replaceAll('=\r\n', '') ?? '';
    expect(raw).toContain('Subject: SUPP to MOPX: 2 overdue MPANs, Wed 19 Aug 2026\r\n');
    expect(raw).toContain(`${mpanOf(1)}  D0002  Tue 4 Aug 2026`);
    expect(await chased(own)).toMatchObject({ sentAt: '2026-08-19T07:00:00Z', attempts: 0 });
    const again = await own.reopen();
    await passAndSend(again);
    expect(server.mails).toHaveLength(1);
    own.clock.set('2026-08-20T07:00:00Z');
    await passAndSend(again);
    expect(server.mails).toHaveLength(2);
  });

  test('of more than fifty MPANs has them in a file, safe for a spreadsheet', async () => {
    const server = await mailServer(plainServer);
    const own = await openTestGateway({
      chaseAt: '08:00',
      counterparties: { MOPX: { email } },
      smtp: smtpOf(server.port),
      web: { publicAddress: 'https://pawl.example.com' },
    });
    const mpans = Array.from({ length: 51 }, (_, at) => mpanOf(at + 1));
    await own.take('sent/q.usr', requestFile('Q1', mpans));
    own.clock.set('2026-08-19T07:00:00Z');
    expect((await own.pass()).reports).toEqual(['reports/chase_MOPX_2026-08-19.txt']);
    await own.engine.keeper.drain(10_000);
    const raw = server.mails[0]?.raw ?? '';
    expect(raw).toContain('filename=chase_MOPX_2026-08-19.csv');
    const [, encoded = ''] = /base64[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(raw) ?? [];
    const sent = Buffer.from(encoded.replaceAll('\r\n', ''), 'base64').toString('utf8');
    const csv = own.read('reports/chase_MOPX_2026-08-19.csv');
    expect(sent).toBe(`\uFEFF${csv}`);
    const [head, first, ...others] = csv.trimEnd().split('\r\n');
    expect(head).toBe('mpan,owed,since,dueOn,workingDaysOver,ourReference,page');
    const page = `https://pawl.example.com/checks/${mpanOf(1)}`;
    expect(first).toBe(`"=""${mpanOf(1)}""",D0002,2026-08-04,2026-08-18,1,Q1,${page}`);
    expect(others).toHaveLength(50);
    const text = own.read('reports/chase_MOPX_2026-08-19.txt');
    expect(text).toContain('The 51 MPANs are in the attached file chase_MOPX_2026-08-19.csv');
    expect(text).not.toContain(mpanOf(1));
    expect(await own.gateway.store.chasesOf('2026-08-19')).toMatchObject([{ csv }]);
  });

  test('of fifty MPANs lists them, each with its page where there is an address', async () => {
    const own = await openTestGateway({
      chaseAt: '08:00',
      web: { publicAddress: 'https://pawl.example.com' },
    });
    const mpans = Array.from({ length: 50 }, (_, at) => mpanOf(at + 1));
    await own.take('sent/q.usr', requestFile('Q1', mpans));
    own.clock.set('2026-08-19T07:00:00Z');
    await own.pass();
    expect(own.files('reports')).toEqual(['chase_MOPX_2026-08-19.txt']);
    const text = own.read('reports/chase_MOPX_2026-08-19.txt');
    expect(text).toMatch(/Our reference  Page\n/);
    expect(text).toMatch(new RegExp(`Q1 +https://pawl.example.com/checks/${mpanOf(50)}\n`));
  });

  test('that was sent and not marked goes again under the same Message-ID', async () => {
    const server = await mailServer(plainServer);
    const own = await mailing(server.port);
    await own.pass();
    await own.engine.keeper.drain(10_000);
    const { store } = own.gateway;
    const { id } = (await chased(own))!;
    const unmarked = { ...store, chasesDue: async () => again.splice(0) };
    const again = [{ ...(await chased(own))!, id }];
    const mailer = openChaseMailer(() => ({ ...own.gateway, store: unmarked }));
    await mailer.drain(10_000);
    const ids = server.mails.map(({ raw }) => /^Message-ID: (.*)\r$/im.exec(raw)?.[1]);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).toMatch(/^<[0-9a-f]+@supp\.example>$/);
  });

  test('that fails is tried again after growing pauses, and only until its day is over', async () => {
    let isUp = false;
    const server = await mailServer({
      ...plainServer,
      onMailFrom: (_address, _session, done) =>
        done(isUp ? null : smtpError(451, 'come back later')),
    });
    const own = await mailing(server.port);
    await passAndSend(own);
    expect(await chased(own)).toMatchObject({ attempts: 1, nextAttemptAt: '2026-08-19T07:01:00Z' });
    await passAndSend(own);
    expect(await chased(own)).toMatchObject({ attempts: 1 });
    own.clock.set('2026-08-19T07:01:00Z');
    await passAndSend(own);
    expect(await chased(own)).toMatchObject({ attempts: 2, nextAttemptAt: '2026-08-19T07:03:00Z' });
    own.clock.set('2026-08-20T07:00:00Z');
    isUp = true;
    await passAndSend(own);
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.raw).toContain('Thu 20 Aug 2026');
    expect(await chased(own)).toMatchObject({ sentAt: null, nextAttemptAt: null });
    expect((await chased(own))?.lastError).toMatch(/451.*; overtaken by the next$/);
  });

  test('of a day that is over is not sent, for what it says may have been answered', async () => {
    const own = await mailing(1);
    await passAndSend(own);
    expect((await chased(own))?.nextAttemptAt).not.toBeNull();
    own.clock.set('2026-08-19T12:00:00Z');
    const mpans = [mpanOf(1), mpanOf(2)];
    await own.take('a.usr', reportFile('A1', mpans, 'BACKSTOP FITTED', '20260819110000'));
    own.clock.set('2026-08-20T07:00:00Z');
    await passAndSend(own);
    expect(await chased(own)).toMatchObject({ sentAt: null, nextAttemptAt: null });
    expect((await chased(own))?.lastError).toBe('its day has passed');
  });

  test('that is refused for good is not sent again, and the draft is there', async () => {
    const server = await mailServer({
      ...plainServer,
      onRcptTo: (_address, _session, done) => done(smtpError(550, 'no such mailbox')),
    });
    const own = await mailing(server.port);
    await passAndSend(own);
    expect(await chased(own)).toMatchObject({ sentAt: null, nextAttemptAt: null });
    expect((await chased(own))?.lastError).toContain('550');
    expect(own.read('reports/chase_MOPX_2026-08-19.txt')).toContain(`To: ${email}`);
  });

  test('to a server that never answers holds back no pass and no end', async () => {
    const own = await mailing(await rawServer(() => undefined));
    await own.pass();
    const { outcome } = await own.take('s.usr', secondReport);
    expect(outcome).toBe('applied');
    await own.close();
    const again = await own.reopen();
    expect(await chased(again)).toMatchObject({ attempts: 0, sentAt: null });
    expect((await chased(again))?.nextAttemptAt).not.toBeNull();
  });
});

const secondReport = makeFlowFile({
  id: 'A9',
  createdAt: '20260819070000',
  records: [
    `004|${mpanOf(1)}|BACKSTOP CHECK|20260803|`,
    '005|X|BACKSTOP FITTED|',
    '006|01|20260805||',
  ],
});

/** Lines for a SIEM in each format: what a reader of that format takes from them, whatever was told. */
import { expect, test } from 'vitest';
import { type AuditEvent, auditKinds, auditLine } from '../../src/audit/line.ts';
import { auditFormats } from '../../src/config/audit.ts';
import { fc } from '../support/fc.ts';

const at = '2026-11-28T09:00:00Z';
const source = { mpid: 'SUPP', version: '0.2.0', host: 'metering-1' };
const look: AuditEvent = {
  kind: 'look',
  outcome: 'done',
  who: 'otto',
  role: 'operator',
  through: 'page',
  operation: 'find',
  code: null,
  peer: '192.0.2.7',
  mpans: 2,
};

test('JSON has every field, null where nothing is known', () => {
  expect(JSON.parse(auditLine('json', at, look, source))).toEqual({
    at,
    mpid: 'SUPP',
    ...look,
    version: '0.2.0',
  });
});

test('CEF has the fields of its dictionary, and labels for ours', () => {
  expect(auditLine('cef', at, look, source)).toBe(
    'CEF:0|Pawl|Pawl|0.2.0|look|Looked at personal data|3|rt=1795856400000 dvchost=metering-1 cs1=SUPP cs1Label=mpid outcome=done suser=otto spriv=operator app=page act=find src=192.0.2.7 cn1=2 cn1Label=mpans',
  );
});

test('syslog is as RFC 5424 has it: facility 13, notice or warning, one structured element', () => {
  expect(auditLine('syslog', at, look, source)).toBe(
    '<109>1 2026-11-28T09:00:00Z metering-1 pawl - look [pawl@32473 mpid="SUPP" outcome="done" who="otto" role="operator" through="page" operation="find" peer="192.0.2.7" mpans="2"] Looked at personal data',
  );
  const refused = { ...look, kind: 'refused', outcome: 'refused', code: 'FORBIDDEN' } as const;
  expect(auditLine('syslog', at, refused, source)).toMatch(/^<108>1 .* code="FORBIDDEN"/);
});

/** The parameters of a structured element, as RFC 5424 has them read. */
function parametersOf(line: string): Record<string, string> {
  const [, element = ''] = /\[pawl@32473((?: \w+="(?:[^"\\\]]|\\.)*")*)\]/s.exec(line) ?? [];
  return Object.fromEntries(
    [...element.matchAll(/ (\w+)="((?:[^"\\\]]|\\.)*)"/gs)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll(/\\(["\\\]])/g, '$1'),
    ]),
  );
}

/** The extension of a CEF line, as its guide has it read: a key follows a space and ends in =. */
function extensionOf(line: string): Record<string, string> {
  const parts = line.split(/(?<!\\)\|/);
  expect(parts.length).toBeGreaterThanOrEqual(8);
  const text = parts.slice(7).join('|');
  return Object.fromEntries(
    [...text.matchAll(/(?:^| )(\w+)=((?:\\.|[^\\=])*?)(?= \w+=|$)/gs)].map(
      ([, key = '', value = '']) => [key, value.replaceAll(/\\([\\=])/g, '$1')],
    ),
  );
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    'a"b',
    'a]b',
    'a\\',
    'a|b',
    'a=b',
    'x\ny',
    '\r\n<13>1 forged',
    '\u2028',
    ' who=eve',
  ),
);

test('no value ends its line, its field or the line of another', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(auditKinds) as (keyof typeof auditKinds)[])),
      nasty,
      nasty,
      (kind, who, code) => {
        const event = { ...look, kind, who, code };
        for (const format of auditFormats) {
          expect(auditLine(format, at, event, source)).not.toMatch(/[\r\n\u2028\u2029]/);
        }
        const onOneLine = (text: string): string => text.replaceAll(/[\r\n\u2028\u2029]/g, ' ');
        expect(JSON.parse(auditLine('json', at, event, source)).operation).toBe('find');
        const syslog = parametersOf(auditLine('syslog', at, event, source));
        expect(syslog).toMatchObject({ who: onOneLine(who), code: onOneLine(code), mpans: '2' });
        const cef = extensionOf(auditLine('cef', at, event, source));
        expect(cef['outcome']).toBe('done');
        expect(cef['cn1']).toBe('2');
        expect(cef['src']).toBe('192.0.2.7');
      },
    ),
    { numRuns: 2_000 },
  );
});

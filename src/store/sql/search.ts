/** The search: for each kind the statement that finds it, page by page. */
import type { AppointmentEvent, ProcessEvent, RaisedAlert } from '../../process/index.ts';
import type { Found, FoundKind, SearchFilter, SearchStore } from '../search.ts';
import type { Resubmission } from '../unit-of-work.ts';
import { type SqlRow, type SqlValue, teamKindsSql, textOrNull } from '../rows.ts';
import type { Reads } from './reads.ts';

/** How one kind is selected, and what each part of a filter means to it. */
interface KindOfThing {
  readonly from: string;
  /** What is selected besides, beginning with a comma. */
  readonly columns?: string;
  /** Where an MPAN is named, which is on lines: the file once, with the first of them. */
  readonly byMpan?: { readonly columns: string; readonly from: string; readonly group: string };
  readonly at: string;
  /** What is alike in time is in the order of it: a number, unless it is said to be a name. */
  readonly tie: string;
  readonly isNamed?: true;
  readonly always?: string;
  readonly mpan: string;
  readonly file: string;
  readonly party: string;
  readonly period: string;
  readonly found: (row: SqlRow) => Omit<Found, 'kind' | 'at'>;
}

/** The MPANs that a file of an identifier or name is about. */
const mpansOfFile = `select n.mpan from {schema}.named_mpans n join {schema}.contents c on c.id = n.content
  where c.sha256 in (
    select sha256 from {schema}.files where file_identifier = $file
    union all select sha256 from {schema}.files where name = $file
    union all select sha256 from {schema}.outbox where file_identifier = $file
    union all select sha256 from {schema}.outbox where name = $file)`;

const isOfFile = `$file in ({schema}.json_extract(s.body, '$.fileIdentifier'),
  {schema}.json_extract(s.body, '$.file'))`;

/**
 * Whoever names an MPAN is found by it, and then looked at for the rest: cross join keeps SQLite from
 * walking all files of a party or of a period instead, of which there may be very many.
 */
const naming = '{schema}.named_mpans n cross join {schema}.contents c on c.id = n.content';

const kinds: Readonly<Record<FoundKind, KindOfThing>> = {
  file: {
    from: '{schema}.files f',
    columns: ', (select why from {schema}.file_changes where file_id = f.id) as why',
    byMpan: {
      columns: ', min(n.line) as line, max(n.accepted) as accepted',
      from: `${naming} cross join {schema}.files f on f.sha256 = c.sha256`,
      group: 'group by f.id',
    },
    at: 'f.received_at',
    tie: 'f.id',
    mpan: 'n.mpan = $mpan',
    file: '(f.file_identifier = $file or f.name = $file)',
    party: 'f.sender = $party',
    period: 'f.received_at >= $from and f.received_at < $until',
    found: (row) => ({
      ...fileOf(row, 'sender'),
      path: String(row['destination']),
      line: numberOrNull(row['line']),
      says: [
        String(row['outcome']),
        ...(row['accepted'] === 0 && row['outcome'] === 'partly-applied'
          ? ['this instance refused']
          : []),
        ...(row['why'] === null ? [] : [row['why'] === 'erased' ? 'erased in part' : 'purged']),
      ].join(', '),
    }),
  },
  outbox: {
    from: '{schema}.outbox o',
    byMpan: {
      columns: ', min(n.line) as line',
      from: `${naming} cross join {schema}.outbox o on o.sha256 = c.sha256`,
      group: 'group by o.id',
    },
    at: 'o.created_at',
    tie: 'o.id',
    mpan: 'n.mpan = $mpan',
    file: '(o.file_identifier = $file or o.name = $file)',
    party: 'o.to_mpid = $party',
    period: 'o.created_at >= $from and o.created_at < $until',
    found: (row) => ({
      ...fileOf(row, 'to_mpid'),
      path: `outbox/${row['name']}`,
      line: numberOrNull(row['line']),
      says: row['written'] === 1 ? 'written' : 'to be written',
    }),
  },
  event: {
    from: '{schema}.journal j',
    at: 'j.received_at',
    tie: 'j.seq',
    mpan: `j.seq in (select seq from {schema}.journal where mpan = $mpan
      union all select seq from {schema}.shared_entries where mpan = $mpan)`,
    // What is only sealed tells nobody anything; what the team says is no event.
    always: `j.kind <> 'sealed' and j.kind not in ${teamKindsSql}`,
    file: `j.seq in (
      select s.seq from {schema}.journal s where s.mpan in (${mpansOfFile}) and ${isOfFile}
      union all select s.seq from {schema}.journal s indexed by journal_of_files
        where s.mpan = '' and s.kind <> 'sealed' and ${isOfFile})`,
    party: `$party in ({schema}.json_extract(j.body, '$.sender'), {schema}.json_extract(j.body, '$.toMpid'),
      {schema}.json_extract(j.body, '$.party'))`,
    period: 'j.received_at >= $from and j.received_at < $until',
    found: (row) => {
      const { body } = row;
      // What was erased has no body; that it was there is still to be found.
      if (typeof body === 'string') return eventFound(JSON.parse(body) as ProcessEvent);
      const mpan = String(row['mpan']);
      return { ...nothingOfFile, mpan, party: null, says: 'erased', id: String(row['key']) };
    },
  },
  check: {
    from: '{schema}.checks k',
    at: 'k.opened_on',
    tie: "k.mpan || '/' || k.supplier || '/' || k.sequence",
    isNamed: true,
    mpan: 'k.mpan = $mpan',
    file: `k.mpan in (${mpansOfFile})`,
    party: '$party in (k.supplier, k.meter_operator)',
    period: `k.opened_on <= $lastOn and (k.closed_on is null or k.closed_on >= $firstOn)`,
    found: (row) => ({
      ...nothingOfFile,
      mpan: String(row['mpan']),
      party: textOrNull(row['meter_operator']),
      says: `check ${row['sequence']} of ${row['supplier']}: ${row['outcome'] ?? row['state']}`,
      id: String(row['tie']),
    }),
  },
  exception: {
    from: '{schema}.exceptions e',
    at: 'e.at',
    tie: 'e.id',
    isNamed: true,
    mpan: 'e.mpan = $mpan',
    file: `e.mpan in (${mpansOfFile})`,
    party: `exists (select 1 from {schema}.checks k where k.mpan = e.mpan and k.supplier = e.supplier
      and k.sequence = e.sequence and $party in (k.supplier, k.meter_operator))`,
    period: 'e.at >= $from and e.at < $until',
    found: (row) => ({
      ...nothingOfFile,
      mpan: String(row['mpan']),
      party: null,
      says: `${row['code']}${row['open'] === 1 ? ', open' : ''}: ${row['detail']}`,
      id: String(row['id']),
    }),
  },
  alert: {
    from: '{schema}.alerts a',
    at: 'a.at',
    tie: 'a.id',
    mpan: 'a.mpan = $mpan',
    file: `a.mpan in (${mpansOfFile})`,
    party: `($party in ({schema}.json_extract(a.body, '$.party'), {schema}.json_extract(a.body, '$.supplier')) or
      exists (select 1 from {schema}.checks k where k.mpan = a.mpan and k.meter_operator = $party
        and k.supplier = {schema}.json_extract(a.body, '$.supplier')
        and cast(k.sequence as text) = cast({schema}.json_extract(a.body, '$.sequence') as text)))`,
    period: 'a.at >= $from and a.at < $until',
    found: (row) => {
      const { key, mpan, party, kind, number, stage, dueOn } = JSON.parse(
        String(row['body']),
      ) as RaisedAlert;
      const title = number === null ? kind : `${kind} ${number}`;
      const taken = row['retracted'] === 1 ? ', retracted' : '';
      const says = `${title}, ${stage}, due ${dueOn}${taken}`;
      return { ...nothingOfFile, mpan, party, says, id: key };
    },
  },
};

/** A row of a kind, as it is found. */
export const foundIn = (kind: FoundKind, row: SqlRow): Found => ({
  kind,
  at: String(row[kind === 'file' ? 'received_at' : 'created_at']),
  ...kinds[kind].found(row),
});

const nothingOfFile = { flow: null, fileIdentifier: null, file: null, path: null, line: null };

const fileOf = (row: SqlRow, party: 'sender' | 'to_mpid') => ({
  mpan: null,
  party: textOrNull(row[party]),
  flow: textOrNull(row['flow']),
  fileIdentifier: textOrNull(row['file_identifier']),
  file: String(row['name']),
  id: String(row['name']),
});

const numberOrNull = (value: SqlRow[string] | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

/** A person's act and a CSV row have no participant that sent them. */
const partyOf = (sender: string): string | null =>
  sender === '' || sender === '~operator' ? null : sender;

const isOfParty = (event: ProcessEvent): event is AppointmentEvent =>
  event.kind === 'appointment' && event.what !== 'linkedExport';

function eventFound(event: ProcessEvent): Omit<Found, 'kind' | 'at'> {
  const isOperator = event.kind === 'operator';
  return {
    mpan: event.mpan === '' ? null : event.mpan,
    party: isOfParty(event) ? event.party : partyOf(event.sender),
    flow: event.kind === 'flow' ? event.flow : null,
    fileIdentifier: event.fileIdentifier,
    file: event.file === '' ? null : event.file,
    path: null,
    line: isOperator ? null : event.line,
    says: isOperator ? `${event.action.name} by ${event.who}` : event.kind,
    id: event.key,
  };
}

/** The place of each value in a text, and these values in their order. */
function positional(
  text: string,
  values: Readonly<Record<string, SqlValue | undefined>>,
): readonly [text: string, values: SqlValue[]] {
  const placed: SqlValue[] = [];
  const asked = text.replaceAll(/\$([a-zA-Z]+)/g, (_all, name: string) => {
    placed.push(values[name] ?? null);
    return '?';
  });
  return [asked, placed];
}

function conditionOf(kind: KindOfThing, filter: SearchFilter, isFirst: boolean): string {
  const conditions: string[] = kind.always === undefined ? [] : [kind.always];
  const { mpan, file, party, period } = filter;
  if (mpan !== undefined) conditions.push(kind.mpan);
  if (file !== undefined) conditions.push(kind.file);
  if (party !== undefined) conditions.push(kind.party);
  if (period !== undefined) conditions.push(kind.period);
  if (!isFirst) conditions.push(`(${kind.at}, ${kind.tie}) > ($at, $tie)`);
  return conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
}

export const searchOn = ({ all }: Reads): SearchStore => ({
  search: async (name, filter, after, limit) => {
    const kind = kinds[name];
    const { at, tie } = kind;
    const { mpan, file, party, period } = filter;
    const isPlace = kind.isNamed === true || Number.isSafeInteger(after?.tie);
    if (after !== null && !isPlace) return { found: [], next: null };
    const where = conditionOf(kind, filter, after === null);
    const plain = { columns: '', from: kind.from, group: '' };
    const { columns, from, group } = filter.mpan === undefined ? plain : (kind.byMpan ?? plain);
    const [text, values] = positional(
      `select ${at.split('.')[0]}.*, ${at} as at, ${tie} as tie ${kind.columns ?? ''} ${columns}
        from ${from} ${where} ${group} order by ${at}, ${tie} limit $limit`,
      { mpan, file, party, ...period, ...after, limit },
    );
    const rows = await all(text, ...values);
    const last = rows.at(-1);
    const tieOf = (row: SqlRow) =>
      kind.isNamed === true ? String(row['tie']) : Number(row['tie']);
    return {
      found: rows.map((row) => ({ kind: name, at: String(row['at']), ...kind.found(row) })),
      next:
        last === undefined || rows.length < limit
          ? null
          : { at: String(last['at']), tie: tieOf(last) },
    };
  },
  resubmissions: async () =>
    (await all('select * from {schema}.resubmissions where done = 0 order by id')).map(
      resubmissionOf,
    ),
  markResubmitted: async (id) =>
    void (await all('update {schema}.resubmissions set done = 1 where id = ?', id)),
});

const resubmissionOf = (row: SqlRow): Resubmission => ({
  id: Number(row['id']),
  source: String(row['source']),
  name: String(row['name']),
  lines: row['lines'] === null ? null : (JSON.parse(String(row['lines'])) as number[]),
});

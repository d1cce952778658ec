/**
 * What a clause says by its words alone, where no pattern of the grammar takes it. The one rule: every
 * word is known and has one role, in whatever order they stand; a word that casts doubt has a role too,
 * and no rule has a place for it.
 */
import type { Understood } from './grammar-compiler.ts';
import type { ClauseKind } from './pattern.ts';
import type { PhraseKind } from './phrase-kinds.ts';
import { is, type Piece, says } from './piece.ts';
import { remembering } from './remembering.ts';

/**
 * D backstop, S stop or pawl, @ meter, P its parts, m means, N denies, O is missing, A has, F is there, W can be seen,
 * E stops or holds, g turns, b back, f forwards, B runs backwards, T tried or looked at, V under PV,
 * L load, h while, C cannot turn back, & exchanged, Y meter exchanged, x an exchange, d done, I fitted,
 * r stays, n new, o old, U taken away, w wanted, u unable, v needed, ! not needed, c customer, p was, z a preposition, Z to or on, Q for or by,
 * q asked, i whether, 1 one, y only, k another thing, l a room, "," a place, # a number, % its unit, 9 a year, "." says nothing, t casts doubt.
 */
const byWord: ReadonlyMap<string, string> = new Map(
  Object.entries({
    S: 'stop pawl ratchet detent',
    P: 'disc discs disk wheel rotor dial dials spindle',
    m: 'means way method mechanism nothing nowt',
    e: 'stopped stopping stops',
    E: 'halted halts arrests arrested operating operational functioning functional op func standstill holds hold held caught catches catch engages engaged engaging bites grips locks locked prevented prevents blocked blocks click clicks standing_still stationary stays sits sat stands stood rests resting',
    g: 'run runs running ran turn turns turned turning spin spins spun spinning rock rocks rocked roll rolls rolled move moves moved moving movement go goes going went rotation creep creeps',
    b: 'back reverse',
    f: 'forward forwards',
    B: 'backwards backward reversing reversed reverses',
    K: 'job type sort model design construction',
    H: 'had previously',
    j: 'fails failed fail failing',
    R: 'read reads reading rdg rdgs',
    J: 'yes yep yeah aye',
    U: 'removed whipped ripped yanked',
    G: 'check checks checking chk chck test tests',
    a: 'tell prove say see find confirm',
    T: 'tested tried proved proven proves watched observed try tries trying checked chkd chckd inspected looked examined hear',
    V: 'generation export exporting generating supply kw flow sun gen array pv solar exceeds exceeded overtakes dropped',
    L: 'load loads shower kettle cooker',
    h: 'when while whilst once as',
    r: 'stay stays remain remains keep kept',
    d: 'done did completed complete compl finished successful successfully carried_out',
    x: 'to_be_changed to_be_exchanged to_be_replaced to_be_swapped not_changed not_exchanged',
    u: 'couldnt cannot cant unable could_not unable_to',
    q: 'asked',
    i: 'if whether does',
    1: 'one only_one 1 ones',
    y: 'only',
    Z: 'to on with',
    '%': 'yr yrs year years hours hour hrs hr mins min minutes secs seconds rate rates phase phases element elements panels',
    Q: 'for by',
    t: 'all yesterday l1 l2 l3 r1 r2 they two three half most some both',
    '~': 'merrily happily quickly quick slowly slow steadily gently briskly rapidly rapid fast smartly lively madly mad wildly busily gaily gladly bright sunny spells spell sunshine sunlight strong rate speed pace lick good decent fair clappers sun whole day time times visibly noticeably distinctly definitely obviously really actually proper right lovely crazy like top clip knots',
    '.':
      'maker manufacture factory original orig existing exist before_and_after still his her our old older than about me black grey brown white cream ' +
      'clearly plainly correctly properly fully ok okay fine good well nicely here there single kind straight same own proper ' +
      'correct neat full nice ready sorry afraid satisfied plain usual touch bit then freely you can where worry condition mtr_rdg meter_reading',
  }).flatMap(([role, words]) =>
    words.split(' ').map((word) => [word.replaceAll('_', ' '), role] as const),
  ),
);

const standing = (sign: string, kinds: string): readonly (readonly [PhraseKind, string])[] =>
  kinds.split(' ').map((kind) => [kind as PhraseKind, sign] as const);

const byList: readonly (readonly [PhraseKind, string])[] = [
  ...standing('D', 'names'),
  ...standing('9', 'years'),
  ...standing('#', 'smallNumbers'),
  ...standing('x', 'exchanging replacing planned'),
  ...standing('!', 'unneeded'),
  ...standing('v', 'needed'),
  ...standing(
    't',
    'heldState doubts imperatives hearsay elsewhere otherMeters defects tampering alternatives softeners depictions smartRefusals fittedBefore puzzles thatOne wentBack misrecords oldMeter insteadOf told curious',
  ),
  ...standing('w', 'wanted needs needed advice'),
  ...standing('u', 'inabilities'),
  ...standing('i', 'asks'),
  ...standing('W', 'weakSight'),
  ...standing('B', 'runsBackwards goesBack'),
  ...standing('C', 'cannotReverse stillSupport'),
  ...standing('N', 'negations bareNo denials'),
  ...standing('O', 'absences'),
  ...standing('Y', 'completed'),
  ...standing('&', 'replaced'),
  ...standing('@', 'meters'),
  ...standing('E', 'holds stillness'),
  ...standing('V', 'pvOn underPv weakLabels'),
  ...standing('F', 'affirmsAfter situated'),
  ...standing('A', 'affirmsBefore'),
  ...standing('.', 'meterWords'),
  ...standing('@', 'makes'),
  ...standing('P', 'parts'),
  ...standing('I', 'installed putWords hungUp'),
  ...standing('U', 'takes outWords'),
  ...standing('n', 'newness'),
  ...standing('o', 'oldness'),
  ...standing('p', 'pasts'),
  ...standing('z', 'prepositions'),
  ...standing('.', 'selves persons reporters'),
  ...standing('T', 'checks'),
  ...standing(
    '.',
    'fillers stamps settings copulas reporters checks confirms streets harmless beside people titles selves onVisit readingWords yes',
  ),
  ...standing('l', 'rooms premises'),
  ...standing('c', 'customers'),
  ...standing('k', 'otherThings'),
];

function roleOf(piece: Piece): string {
  const own = byWord.get(piece.words);
  if (own !== undefined) return own;
  // "BACKSTOPS", "METERS": of many, and of none.
  if (/(stops|meters|mtrs)$/.test(piece.words) && (is(piece, 'names') || is(piece, 'meters')))
    return 't';
  // "NOT IN REVERSE".
  if (/^(not|never) /.test(piece.words) && is(piece, 'harmless')) return 't';
  // "IN THIS METER" says where, and so that it is there: but in a denial it is no more than where.
  if (is(piece, 'affirmsAfter') && onMeter.test(piece.words)) return '@';
  let role = byKinds.get(piece.kinds);
  if (role === undefined) {
    role = byList.find(([kind]) => is(piece, kind))?.[1] ?? 't';
    byKinds.set(piece.kinds, role);
  }
  return role;
}

/** The role of every set of lists. */
const byKinds = new WeakMap<ReadonlySet<PhraseKind>, string>();

interface Rule {
  readonly kind: ClauseKind;
  readonly list: PhraseKind;
  readonly example: string;
  readonly roles: RegExp;
}

export const wordRules: readonly Rule[] = [
  {
    kind: 'has',
    list: 'affirmsAfter',
    example: 'Backstop is fitted to his disc meter',
    roles:
      /^(?=.*D)(?=.*[AFE])(?!.*D(P|@|\.*T))([.,%RzZQ@PAFETDW]|p(?=[.,%]*[WT]))*$|^[.,%]*J[.,%zZQ]*D[.,%zZQ@F]*$/,
  },
  {
    kind: 'has',
    list: 'holds',
    example: 'Meter stopped from reversing by backstop',
    roles: /^(?!.*Z[eE])(?=.*[DS])(?=.*(E|e.))(?!.*e[.,%]*F)(?!.*e$)[.,%zZQ@PAFeETVDSBWhLg]*$/,
  },
  {
    kind: 'has',
    list: 'stopWord',
    example: 'Stop on disc does its job',
    roles: /^(?=.*S)(?=.*F)[.,%zZQ@PSFW]*$/,
  },
  {
    kind: 'hasNot',
    list: 'negations',
    example: 'Backstop in this meter is not existing',
    roles:
      /^[.,%RzZQ@TPAp]*N[.,%FA]*[DS][.,%RzZQ@PFp]*$|^[.,%zZQ@TPp]*[DS][.,%zZQ@Pp]*[NO]([.,%@P]*F[.,%F@P]*)?$/,
  },
  {
    kind: 'hasNot',
    list: 'stopWord',
    example: 'Meter has no means of stopping reverse running',
    roles: /^[.,%zZQ@AFp]*(Nm|m)[.,%zZQFA]*[SEe][.,%P@]*B?[.,%V]*$/,
  },
  {
    kind: 'runsBackwards',
    list: 'runsBackwards',
    example: 'Disc backwards at 1.9kW export',
    roles: /^(?=.*[P@].*B)(?!.*(QB|[^FTp][zZ]B))[.,#%zZQ@PFTVLgU]*B[.,#%zZQ@PFVhLcg]*$/,
  },
  {
    kind: 'cannotReverse',
    list: 'cannotReverse',
    example: 'Meter is a solid state digital job',
    roles:
      /^(?=.*[@K])(?=.*C)[.,%KRzZQ@CFA9]*([v!]D)?$|^[.,%zZQ]*K[.,%zZQ]*N[.,%zZQ]*B[.,%]*$|^[.,%zZQ]*N[.,%zZQ]*K[.,%zZQ]*B[.,%]*$|^[.,A]*mF[.,%]*B[.,]*$/,
  },
  {
    kind: 'unneeded',
    list: 'unneeded',
    example: 'No backstop required on that type',
    roles: /^[.,%zZQ]*D[.,%TG]*[v!][.,%zZQ]*$|^[.,%]*ND[TG]?[v!][.,%zZQ@K]*$/,
  },
  {
    kind: 'replaced',
    list: 'replaced',
    example: 'The meter has today been replaced by our Mr Thistlethwaite',
    roles:
      /^(?=.*@.*&)(?!.*l(?![.#%l]*@))[.#%zZQ@noAFpdl]*&[.,#%@nCFIzZQh]*$|^[.#%@koC]*&[zZQA]n[.#%C]*[@C][.#%]*$|^[.#%zZQA]*Y[.,#%@nCFIzZQhd]*$|^[.#%p]*d[.#%]*x[.#%zZQ@C]*$|^[.#%]*x[.#%zZQ@C]*d[.#%]*$|^[.#%]*U[.#%]*@[.#%]*I[.#%]*@[.#%nC]*$/,
  },
  {
    kind: 'oldOut',
    list: 'takes',
    example: 'Took out S68 meter reading 33871',
    roles: /^[.#%]*U[.#%]*[@o][.#%zZQ@]*U?$|^[.#%o@]*[AzZQ]?(ND)[.#%@]*U[.#%zZQ]*$/,
  },
  {
    kind: 'newIn',
    list: 'newness',
    example: 'Put new one up',
    roles:
      /^[.#%p]*I[.#%]*n[.#%]*[1@C][.#%zZQI@C]*$|^[.#%]*n[.#%C]*[1@C][.#%p]*I[.#%zZQI]*$|^[.#%cp]*A[.]*n[.C]*[@1C][.#%]*$/,
  },
  {
    kind: 'mentioned',
    list: 'names',
    example: 'Back-stop check done on 12/03',
    roles: /^(?=.*[TG])[.,#%TGzZQ@pd]*D[.,#%TGzZQ@pd]*$/,
  },
  {
    kind: 'tested',
    list: 'trials',
    example: 'I tested the stop with the solar on',
    roles:
      /^(?=.*T)(?=.*[S@PV])[.,#%zZQ@PTVLSFApUh]*$|^[.,#%p@P]*[TG][.,#%@]*Q[.,#%]*B[.,#%zZQVA]*$|^[.,#%]*T[.,#%]*PT?ZB[.,#%]*$|^[.,#%]*L[.,#%zZQU]+$/,
  },
  {
    kind: 'holds',
    list: 'holds',
    example: 'Meter held when exporting',
    roles:
      /^(?!.*Z[eE])(?=.*[P@S])(?=.*[Ee])(?!.*e[.,#%]*F)[.,#%zZQP@eEVTSBhLgp]*$|^[.,#%]*N[.,#%]*B[.,#%V]*$/,
  },
  {
    kind: 'neutral',
    list: 'forwards',
    example: 'Disc was turning forwards on load',
    roles: /^[.,#%]*P[.,#%pg]*f[.,#%LzZQ]*$/,
  },
  {
    kind: 'asked',
    list: 'asks',
    example: 'Supplier asked does meter have backstop',
    roles: /^[.,%zZQpck]*q[.,%zZQTGi@PAFpE]*D[.,%zZQFA@P]*$/,
  },
  {
    kind: 'absent',
    list: 'negations',
    example: 'Cover off confirms none fitted',
    roles: /^[.,%Tp]*[NO][.,%A]*F$/,
  },
  {
    kind: 'present',
    list: 'standing',
    example: 'It has one',
    roles: /^[.,%]*A1[.,%]*$/,
  },
  {
    kind: 'neutral',
    list: 'meters',
    example: 'The meter in the garage is the only one',
    roles: /^(?=.*@)[.,#%1y@zZ9]*$|^[.,#%]*@[.,#%zZQr]*$|^[.,#%]*k[.,#%pU]*n[.,#%1]*[zZQI.]*$/,
  },
  {
    kind: 'exchangeRecord',
    list: 'newness',
    example: 'New E14UP09921 at 00000',
    roles:
      /^[.#%T@]*n[.#%R@zZQAFIC]*$|^[.#%]*R[.#%]*[zZQU]\.$|^[.#%x@]*o[.#%@C]*[UI][.#%]*n[.#%@C]*[zZQUI]?[.#%]*$/,
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'Old mtr rtn Friday',
    roles: /^[.,#%TzZQ]*o[.,#%R@zZQApU]*$|^[.,#%o@]*H[.,#%]*N?[.,#%]*D[.,#%FzZQo@]*$/,
  },
  {
    kind: 'exchangeDetail',
    list: 'inabilities',
    example: 'Unable to prove backstop on old meter',
    roles: /^[.,#%]*u[.,#%zZQ]*[aTG][.,#%zZQi]*D[.,#%zZQFo@p]*$/,
  },
  {
    kind: 'wentBack',
    list: 'wentBack',
    example: 'Meter fails backstop check',
    roles: /^[.,%zZQ@]*j[.,%zZQ]*(D[.,%zZQ]*[TG]?|[TG])[.,%]*$|^[.,%]*D[TG]pj$/,
  },
  {
    kind: 'notReplaced',
    list: 'replacing',
    example: "I didn't exchange it today",
    roles: /^[.,%@]*N[.,%@]*x[.,%@d]*$/,
  },
  {
    kind: 'exchangeUnneeded',
    list: 'unneeded',
    example: 'No mtr change req',
    roles:
      /^[.,%@]*N[.,%n@]*x[.,%@p]*[wv][.,%]*$|^[.,%@p]*!?[.,%zZQn@]*(!|N[.,%]*[wv])[.,%zZQn@]*[x&][.,%@]*$|^[.,%@]*[x&][.,%@p]*(!|N[.,%]*[wv])[.,%]*$|^x@N$/,
  },
  {
    kind: 'exchangeWanted',
    list: 'wanted',
    example: 'Will need a meter',
    roles: /^(?=.*[wuv!])(?=.*([x&]|@))[.,%wv!x&no@zZQcpCIAuK]*$/,
  },
];

const onMeter = /^(in|on|inside|within) ((the|this|his|her|import|customers?) )*(meter|mtr)s?$/;

/** What leads on to a word after it. */
const leading: ReadonlySet<string> = new Set(
  'to for by with at from after against of into'.split(' '),
);

/**
 * The roles of a clause, a letter a word: a preposition and its place say where; a turn and BACK, in
 * either order, is a running backwards; a number after a preposition may be a house; and a preposition
 * before nothing leads on to what was not said.
 */
const rolesOf = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece, at) => {
      const next = pieces[at + 1];
      const isHanging =
        (leading.has(piece.words) && (next === undefined || /[FAEIN&UzZQ]/.test(roleOf(next)))) ||
        (at === 0 && says(piece, 'to|for|after|against|from|of|into'));
      return isHanging ? 't' : roleOf(piece);
    })
    .join('')
    .replace(/z[.n]*l+(?!\.*@)/g, ',')
    .replaceAll('#%', '.')
    .replace(/[zZQ@D]\.*#/g, 't')
    .replace(/g\.*b|bg/g, 'B');

/** What the roles of its words make of a clause; null where no rule has a place for one of them. */
export function byWords(pieces: readonly Piece[]): Understood | null {
  return ofRoles(rolesOf(pieces));
}

/** Clauses of the same roles are many: each is judged once. */
const ofRoles = remembering(
  5_000,
  (roles): Understood | null => wordRules.find((rule) => rule.roles.test(roles)) ?? null,
);

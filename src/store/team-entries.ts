/**
 * What people of one desk tell each other: who has claimed which MPAN, notes, calls by telephone, and
 * saved views. It stands in the journal, so that the chain vouches for it and erasing takes it away,
 * and the process never hears of it: it moves no check, and makes no revision old.
 */
import type { Instant } from '../calendar/index.ts';
import type { KeepingSource } from './seals.ts';

/** The kinds of journal entries that no fold hears of. */
export const teamKinds = ['claim', 'note', 'call', 'view'] as const;
export const isOfTeam = (kind: string): boolean => (teamKinds as readonly string[]).includes(kind);

export interface TeamSource extends Omit<KeepingSource, 'mpan'> {
  /** Empty of a view, which is about no MPAN. */
  readonly mpan: string;
  readonly reason: string;
}

export interface ClaimEntry extends TeamSource {
  readonly kind: 'claim';
  readonly act: 'claim' | 'handOver' | 'release';
  /** Whose it is from then on; null: nobody's. */
  readonly to: string | null;
  /** The check that is claimed, with which the claim ends; null: items of the work queue alone. */
  readonly check: { readonly supplier: string; readonly sequence: number } | null;
}

interface NoteEntry extends TeamSource {
  readonly kind: 'note';
  readonly act: 'note';
  readonly text: string;
}

export interface CallEntry extends TeamSource {
  readonly kind: 'call';
  readonly act: 'call';
  readonly party: string;
  /** Who was spoken to. */
  readonly whom: string;
  readonly said: string;
}

export interface ViewEntry extends TeamSource {
  readonly kind: 'view';
  readonly act: 'saveView' | 'dropView';
  readonly owner: string;
  readonly name: string;
  readonly isShared: boolean;
  readonly list: 'checks' | 'exceptions';
  readonly query: Readonly<Record<string, string>>;
}

export type TeamEntry = ClaimEntry | NoteEntry | CallEntry | ViewEntry;

/** A claim whose check, or one of whose items, is still open. */
export interface StandingClaim {
  readonly who: string;
  readonly at: Instant;
}

/** Which rows are wanted by who has claimed them; what is settled is nobody's. */
export type ClaimFilter =
  /** Those of one person. */
  | { readonly by: string }
  /** Those of nobody, or of nobody among these people; null: whoever claims counts. */
  | { readonly free: readonly string[] | null }
  /** Those of anybody among these people but one. */
  | { readonly notBy: string; readonly among: readonly string[] | null };

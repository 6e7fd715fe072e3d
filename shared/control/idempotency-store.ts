import { createHash } from 'node:crypto';
import { ulid } from 'ulid';
import { idempotencyKey } from '../table/keys.ts';
import type { Condition, Item, Table } from '../table/table.ts';
import { allOf, equals, updateOf } from '../table/update-expression.ts';
import { expiryAfter, isExpired } from '../trail/retention.ts';

/** A key that somebody uses, as it is kept. */
export interface UsedKey {
  /** Hash of the request that it was first used for. */
  readonly request: string;
  /** What the request makes: known before it is made, so that whoever comes after a death makes the same. */
  readonly id: string;
  /** Who deals with the request. */
  readonly holder: string;
  /** Epoch milliseconds; nobody deals with it afterwards. */
  readonly heldUntil: number;
  readonly done: boolean;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** The service behind a request ends after 29 s: whoever has not let go of its key by then is dead. */
const heldMs = 30_000;
const keptDays = 1;

/** Idempotency keys of the last 24 hours. */
export class IdempotencyStore {
  readonly #trail: Table;
  readonly #now: () => number;

  constructor(trail: Table, now: () => number) {
    this.#trail = trail;
    this.#now = now;
  }

  /** Takes a key that nobody used in the last 24 hours. Otherwise tells what it was used for. */
  async take(
    org: string,
    key: string,
    request: string,
    id: string,
  ): Promise<{ readonly kind: 'taken' | 'used'; readonly key: UsedKey } | { readonly kind: 'contended' }> {
    const now = this.#now();
    const used: UsedKey = { request, id, ...this.#hold(), done: false, expiresAt: expiryAfter(now, keptDays) };
    const expired: Condition = {
      condition: 'attribute_not_exists(pk) OR expiresAt <= :now',
      values: { ':now': Math.floor(now / 1000) },
    };
    const put = await this.#trail.put({ ...keyOf(org, key), ...used }, expired);
    if (put.kind === 'written') return { kind: 'taken', key: used };
    const found = usedKey(await this.#trail.get(keyOf(org, key), { consistent: true }));
    // It was let go, or expired, between the two requests.
    if (!found || isExpired(found.expiresAt, now)) return { kind: 'contended' };
    return { kind: 'used', key: found };
  }

  /** Whether somebody still deals with the request. */
  isHeld({ heldUntil }: UsedKey): boolean {
    return this.#now() < heldUntil;
  }

  /** Takes over from a holder that is gone. Of two who do it at once, one gets it. */
  async takeOver(org: string, key: string, seen: UsedKey): Promise<UsedKey | undefined> {
    const hold = this.#hold();
    const updated = await this.#trail.update(keyOf(org, key), updateOf({ set: hold }, heldBy(seen)));
    return updated.kind === 'written' ? { ...seen, ...hold } : undefined;
  }

  /** The request is dealt with: from here on it is answered with what it made. */
  async finish(org: string, key: string, used: UsedKey): Promise<void> {
    await this.#trail.update(keyOf(org, key), updateOf({ set: { done: true } }, heldBy(used)));
  }

  /** Nothing came of the request, and it may be made again, also with other content. */
  async letGo(org: string, key: string, used: UsedKey): Promise<void> {
    await this.#trail.delete(keyOf(org, key), heldBy(used));
  }

  /** Nobody knows what came of the request; whoever makes it again takes up where it ended. */
  async giveUp(org: string, key: string, used: UsedKey): Promise<void> {
    await this.#trail.update(keyOf(org, key), updateOf({ set: { heldUntil: 0 } }, heldBy(used)));
  }

  #hold(): Pick<UsedKey, 'holder' | 'heldUntil'> {
    const now = this.#now();
    return { holder: ulid(now), heldUntil: now + heldMs };
  }
}

const heldBy = ({ holder }: UsedKey): Condition => allOf(equals('holder', holder), equals('done', false));

const keyOf = (org: string, key: string) => idempotencyKey(org, createHash('sha256').update(key).digest('hex'));

const usedKey = (item: Item | undefined): UsedKey | undefined => item as unknown as UsedKey | undefined;

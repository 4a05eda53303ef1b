/** One point of a credit. It is spent, lapses or is taken back once. */
interface Point {
  readonly credit: string;
  isFree: boolean;
}

interface ModelCredit {
  /** `null` for points that never lapse. */
  expiresAt: number | null;
  readonly points: number;
  reversed: number;
}

interface ModelHold {
  readonly points: number;
  expiresAt: number;
  isKept: boolean;
  isActive: boolean;
}

const WEEK = 7 * 24 * 60 * 60_000;

/**
 * The ledger as plainly as possible: every point is an object of its own, and nothing is summed up before it is asked
 * for. Every method returns `ok` or the code of the refusal.
 */
export class PointsModel {
  readonly #points: Point[] = [];
  readonly #credits = new Map<string, ModelCredit>();
  readonly #holds = new Map<string, ModelHold>();
  /** Points that were spent and are no longer owned: they were taken back. */
  #owed = 0;

  balance(): { posted: number; pending: number } {
    const free = this.#points.filter(({ isFree }) => isFree).length;
    const active = [...this.#holds.values()].filter(({ isActive }) => isActive);
    return {
      posted: free - this.#owed,
      pending: active.reduce((sum, { points }) => sum + points, 0),
    };
  }

  credit(reference: string, points: number, expiresAt: number | null): string {
    this.#credits.set(reference, { expiresAt, points, reversed: 0 });
    for (let nth = 0; nth < points; nth += 1) {
      const isFree = this.#owed === 0;
      if (!isFree) this.#owed -= 1;
      this.#points.push({ credit: reference, isFree });
    }
    return "ok";
  }

  reverse(reverses: string, part: number | null): string {
    const credit = this.#credits.get(reverses);
    if (credit === undefined) return "credit_unknown";
    const left = credit.points - credit.reversed;
    if (left === 0) return "already_reversed";
    const points = part ?? left;
    if (points > left) return "reversal_exceeds_credit";
    credit.reversed += points;
    const own = credit.expiresAt === null ? [] : this.#freeOf(reverses);
    this.#take([...own, ...this.#nextFirst().filter((point) => !own.includes(point))], points);
    return "ok";
  }

  hold(id: string, points: number, expiresAt: number): string {
    const { posted, pending } = this.balance();
    if (posted - pending < points) return "insufficient_points";
    this.#holds.set(id, { points, expiresAt, isKept: false, isActive: true });
    return "ok";
  }

  keep(id: string, isKept: boolean, now: number): string {
    const hold = this.#usable(id, now);
    if (hold === null) return "gone";
    hold.isKept = isKept;
    return "ok";
  }

  capture(id: string, points: number, now: number): string {
    const hold = this.#usable(id, now);
    if (hold === null || points > hold.points) return "gone";
    hold.isActive = false;
    this.#take(this.#nextFirst(), points);
    return "ok";
  }

  release(id: string, now: number): string {
    const hold = this.#usable(id, now);
    if (hold === null) return "gone";
    this.#giveBack(hold, now);
    return "ok";
  }

  expire(id: string, now: number): string {
    const hold = this.#holds.get(id);
    if (hold?.isActive === true && this.#usable(id, now) === null) this.#giveBack(hold, now);
    return "ok";
  }

  lapse(now: number): string {
    const due = this.#nextFirst().filter((point) => this.#isDue(point.credit, now));
    const lapsing = Math.max(0, due.length - this.balance().pending);
    const lastFirst = [...new Set(due.map(({ credit }) => credit))].toReversed();
    this.#take(
      lastFirst.flatMap((credit) => due.filter((point) => point.credit === credit)),
      lapsing,
    );
    return "ok";
  }

  #isDue(reference: string, now: number): boolean {
    const expiresAt = this.#credits.get(reference)?.expiresAt ?? null;
    return expiresAt !== null && expiresAt <= now;
  }

  #usable(id: string, now: number): ModelHold | null {
    const hold = this.#holds.get(id);
    if (hold === undefined || !hold.isActive) return null;
    return hold.isKept || hold.expiresAt > now ? hold : null;
  }

  #giveBack(hold: ModelHold, now: number): void {
    hold.isActive = false;
    for (const [reference, credit] of this.#credits) {
      const isLeft = this.#freeOf(reference).length > 0;
      if (isLeft && this.#isDue(reference, now)) credit.expiresAt = now + WEEK;
    }
  }

  #freeOf(reference: string): Point[] {
    return this.#points.filter(({ credit, isFree }) => isFree && credit === reference);
  }

  /** Free points, those that lapse next first, then those that never lapse. */
  #nextFirst(): Point[] {
    const inOrder = [...this.#credits].toSorted(([a, one], [b, other]) => {
      const byTime = (one.expiresAt ?? Infinity) - (other.expiresAt ?? Infinity);
      return byTime || (a < b ? -1 : 1);
    });
    return inOrder.flatMap(([reference]) => this.#freeOf(reference));
  }

  /** Takes these points, one after the other. The missing ones are owed. */
  #take(from: readonly Point[], count: number): void {
    for (const point of from.slice(0, count)) point.isFree = false;
    this.#owed += Math.max(0, count - from.length);
  }
}

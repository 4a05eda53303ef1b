/** What the model knows about a hold. */
interface ModelHold {
  readonly member: string;
  readonly order: string | null;
  readonly points: number;
  state: "active" | "captured" | "released" | "expired";
  /** Its time is over, even if nothing has recorded that yet. */
  isOver: boolean;
  /** Its order is paid, so its time has no end. */
  isKept: boolean;
  captured: number;
  key: string | null;
}

/** What the model knows about an order that redeems points. */
interface ModelOrder {
  member: string;
  readonly points: number;
  readonly done: Set<string>;
  isCancelled: boolean;
  /** It goes on without its points. */
  isWaived: boolean;
}

interface ModelCredit {
  readonly points: number;
  readonly reverses: string | null;
}

const STAGES = ["payment", "verification", "loyalty_hold", "fulfillment"];

/**
 * The promises of the points program, implemented a second time and as plainly as possible: no totals are kept, and
 * each balance is counted from what happened. Every method returns `ok` or the code of the refusal.
 */
export class LoyaltyModel {
  readonly holds = new Map<string, ModelHold>();
  readonly orders = new Map<string, ModelOrder>();
  readonly credits = new Map<string, Map<string, ModelCredit>>();

  /** How many points a member owns, and how many of them are held. */
  balance(member: string): { posted: number; pending: number } {
    let posted = 0;
    for (const { points, reverses } of this.#creditsOf(member).values()) {
      posted += reverses === null ? points : -points;
    }
    let pending = 0;
    for (const hold of this.holds.values()) {
      if (hold.member !== member) continue;
      posted -= hold.captured;
      if (hold.state === "active") pending += hold.points;
    }
    return { posted, pending };
  }

  /** Negative: the member owes points. */
  available(member: string): number {
    const { posted, pending } = this.balance(member);
    return posted - pending;
  }

  credit(member: string, reference: string, points: number): string {
    const credits = this.#creditsOf(member);
    const known = credits.get(reference);
    if (known !== undefined) {
      return known.reverses === null && known.points === points ? "ok" : "credit_differs";
    }
    credits.set(reference, { points, reverses: null });
    return "ok";
  }

  reverse(member: string, reference: string, reverses: string, part: number | null): string {
    const credits = this.#creditsOf(member);
    const known = credits.get(reference);
    if (known !== undefined) {
      const isSame = known.reverses === reverses && (part === null || known.points === part);
      return isSame ? "ok" : "credit_differs";
    }
    const credit = credits.get(reverses);
    if (credit === undefined || credit.reverses !== null) return "credit_unknown";
    let left = credit.points;
    for (const each of credits.values()) if (each.reverses === reverses) left -= each.points;
    if (left === 0) return "already_reversed";
    const points = part ?? left;
    if (points > left) return "reversal_exceeds_credit";
    credits.set(reference, { points, reverses });
    return "ok";
  }

  hold(id: string, member: string, points: number, order: string | null): string {
    const known = this.holds.get(id);
    if (known !== undefined) {
      const isSame = known.member === member && known.points === points && known.order === order;
      return isSame ? "ok" : "hold_differs";
    }
    if (order !== null) {
      const refusal = this.#refuseForOrder(order, member);
      if (refusal !== null) return refusal;
      const over = this.#activeOf(order).filter((hold) => hold.isOver);
      const freed = over
        .filter((hold) => hold.member === member)
        .reduce((sum, hold) => sum + hold.points, 0);
      if (this.#activeOf(order).some((hold) => !hold.isOver)) return "order_holds_points";
      if (this.available(member) + freed < points) return "insufficient_points";
      for (const hold of over) hold.state = "expired";
    } else if (this.available(member) < points) return "insufficient_points";
    this.holds.set(id, {
      member,
      order,
      points,
      state: "active",
      isOver: false,
      isKept: order !== null && this.orders.get(order)?.done.has("payment") === true,
      captured: 0,
      key: null,
    });
    if (order !== null) this.#complete(order, "loyalty_hold");
    return "ok";
  }

  capture(id: string, points: number | null, key: string | null): string {
    const hold = this.holds.get(id);
    if (hold === undefined) return "hold_unknown";
    const wanted = points ?? hold.points;
    const isRepeat = key !== null && hold.key === key && hold.captured === wanted;
    if (hold.state === "captured" && isRepeat) return "ok";
    const gone = this.#gone(id, hold);
    if (gone !== null) return gone;
    if (wanted > hold.points) return "capture_exceeds_hold";
    hold.state = "captured";
    hold.captured = wanted;
    hold.key = key;
    return "ok";
  }

  release(id: string, key: string | null): string {
    const hold = this.holds.get(id);
    if (hold === undefined) return "hold_unknown";
    if (hold.state === "released" && key !== null && hold.key === key) return "ok";
    const gone = this.#gone(id, hold);
    if (gone !== null) return gone;
    hold.state = "released";
    hold.key = key;
    if (hold.order !== null) this.orders.get(hold.order)?.done.delete("loyalty_hold");
    return "ok";
  }

  extend(id: string): string {
    const hold = this.holds.get(id);
    return hold === undefined ? "hold_unknown" : (this.#gone(id, hold) ?? "ok");
  }

  /** The hold's time is over, and nothing has recorded that yet. */
  letTimePass(id: string): void {
    const hold = this.holds.get(id);
    if (hold?.state === "active" && !hold.isKept) hold.isOver = true;
  }

  /** Records that the hold's time is over. */
  close(id: string): void {
    const hold = this.holds.get(id);
    if (hold === undefined || hold.state !== "active" || !hold.isOver) return;
    hold.state = "expired";
    if (hold.order !== null) this.orders.get(hold.order)?.done.delete("loyalty_hold");
  }

  place(order: string, member: string, points: number): string {
    const known = this.orders.get(order);
    if (known !== undefined) {
      if (known.points !== points) return "order_requirements_fixed";
      if (known.member !== member && !known.isWaived) return "order_of_another_member";
      if (known.member !== member && this.isClosed(order)) return "orchestration_closed";
      known.member = member;
      return "ok";
    }
    if (this.available(member) < points) return "insufficient_points";
    this.orders.set(order, {
      member,
      points,
      done: new Set(),
      isCancelled: false,
      isWaived: false,
    });
    return this.hold(`order.${order}`, member, points, order);
  }

  report(order: string, stage: string): string {
    const known = this.orders.get(order);
    if (known === undefined) return "order_unknown";
    if (this.isClosed(order)) return "orchestration_closed";
    if (stage === "loyalty_hold") return known.isWaived ? "points_waived" : "points_decide_stage";
    if (known.done.has(stage)) return "stage_already_completed";
    this.#complete(order, stage);
    return "ok";
  }

  cancel(order: string): string {
    const known = this.orders.get(order);
    if (known === undefined) return "order_unknown";
    if (this.isClosed(order)) return "orchestration_closed";
    known.isCancelled = true;
    for (const hold of this.#activeOf(order)) hold.state = hold.isOver ? "expired" : "released";
    return "ok";
  }

  waive(order: string): string {
    const known = this.orders.get(order);
    if (known === undefined) return "order_unknown";
    if (known.isWaived) return "ok";
    if (this.isClosed(order)) return "orchestration_closed";
    const held = [...this.holds.values()].filter((hold) => hold.order === order);
    if (held.some(({ state }) => state === "captured")) return "already_captured";
    for (const hold of this.#activeOf(order)) hold.state = hold.isOver ? "expired" : "released";
    known.isWaived = true;
    this.#complete(order, "loyalty_hold");
    return "ok";
  }

  isClosed(order: string): boolean {
    const known = this.orders.get(order);
    if (known === undefined) return false;
    return known.isCancelled || STAGES.every((stage) => known.done.has(stage));
  }

  #complete(order: string, stage: string): void {
    this.orders.get(order)?.done.add(stage);
    if (stage === "payment") {
      for (const hold of this.#activeOf(order)) hold.isKept = !hold.isOver;
    }
    if (!this.isClosed(order)) return;
    for (const hold of this.#activeOf(order)) {
      hold.state = hold.isOver ? "expired" : "captured";
      if (!hold.isOver) hold.captured = hold.points;
    }
  }

  #refuseForOrder(order: string, member: string): string | null {
    const known = this.orders.get(order);
    if (known === undefined) return "order_unknown";
    if (known.member !== member) return "order_of_another_member";
    if (this.isClosed(order)) return "orchestration_closed";
    return known.isWaived ? "points_waived" : null;
  }

  #activeOf(order: string): ModelHold[] {
    return [...this.holds.values()].filter(
      (hold) => hold.order === order && hold.state === "active",
    );
  }

  /** A request that is refused because the hold's time is over also records this. */
  #gone(id: string, hold: ModelHold): string | null {
    if (hold.state === "captured") return "already_captured";
    if (hold.state === "released") return "already_released";
    if (hold.state === "expired") return "expired";
    if (!hold.isOver) return null;
    this.close(id);
    return "expired";
  }

  #creditsOf(member: string): Map<string, ModelCredit> {
    const known = this.credits.get(member) ?? new Map<string, ModelCredit>();
    this.credits.set(member, known);
    return known;
  }
}

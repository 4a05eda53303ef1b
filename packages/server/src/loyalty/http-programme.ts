import { z } from "zod";
import type { LoyaltyProvider, ProviderAnswer } from "./loyalty-provider.ts";

/** Where a shop's own programme is, and the key that it knows us by. */
export interface ProgrammeAddress {
  readonly url: string;
  readonly key: string;
}

// A programme that is slower is asked again under the same key.
const TIMEOUT_MS = 10_000;

const Refusal = z.looseObject({ code: z.string().max(100) });

const Balance = z.looseObject({
  balance: z.looseObject({ posted: z.int(), pending: z.int() }),
  holds: z.array(z.looseObject({ holdId: z.string(), points: z.int(), state: z.string() })),
});

/** A programme that speaks HTTP as `docs/loyalty.md` describes. */
export function createHttpProgramme({ url, key }: ProgrammeAddress): LoyaltyProvider {
  async function ask(
    method: "GET" | "PUT" | "POST",
    path: string,
    body?: object,
    idempotencyKey?: string,
  ): Promise<Response> {
    return fetch(`${url}${path}`, {
      method,
      headers: {
        "x-api-key": key,
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  async function change(
    method: "PUT" | "POST",
    path: string,
    body: object,
    idempotencyKey: string,
  ): Promise<ProviderAnswer> {
    const response = await ask(method, path, body, idempotencyKey);
    if (response.ok) {
      await response.body?.cancel();
      return { ok: true };
    }
    const refusal = Refusal.safeParse(await response.json().catch(() => null));
    // 409 and 422 are its own no; everything else may be otherwise the next time.
    const isFinal = response.status === 409 || response.status === 422 || response.status === 404;
    if (isFinal && refusal.success) return { ok: false, code: refusal.data.code };
    throw new Error(`The points programme answered ${response.status}`);
  }

  const holdPath = (holdId: string) => `/loyalty/holds/${encodeURIComponent(holdId)}`;

  return {
    hold({ holdId, memberId, points, expiresAt }, idempotencyKey) {
      const body = { memberId, points, expiresAt: new Date(expiresAt).toISOString() };
      return change("PUT", holdPath(holdId), body, idempotencyKey);
    },
    extend(holdId, expiresAt, idempotencyKey) {
      const body = { expiresAt: new Date(expiresAt).toISOString() };
      return change("POST", `${holdPath(holdId)}/extend`, body, idempotencyKey);
    },
    capture: (holdId, points, idempotencyKey) =>
      change("POST", `${holdPath(holdId)}/capture`, { points }, idempotencyKey),
    release: (holdId, idempotencyKey) =>
      change("POST", `${holdPath(holdId)}/release`, {}, idempotencyKey),
    async balance(memberId) {
      const response = await ask("GET", `/members/${encodeURIComponent(memberId)}/loyalty`);
      if (response.status === 404) return null;
      if (!response.ok) throw new Error(`The points programme answered ${response.status}`);
      const { balance, holds } = Balance.parse(await response.json());
      return {
        ...balance,
        holds: holds.map(({ holdId, points, state }) => ({
          holdId,
          points,
          isActive: state === "active",
        })),
      };
    },
  };
}

import { z } from "zod";
import type { PointsProgram, ProgramAnswer } from "./points-program.ts";

/** The base URL of the shop's points program, and our key for it. */
export interface ProgramSettings {
  readonly url: string;
  readonly key: string;
}

// If the points program is slower, we send the request again with the same key.
const TIMEOUT_MS = 10_000;

const Refusal = z.looseObject({ code: z.string().max(100) });

const Balance = z.looseObject({
  balance: z.looseObject({
    posted: z.int(),
    pending: z.int(),
    debt: z.int().min(0).default(0),
  }),
  holds: z.array(z.looseObject({ holdId: z.string(), points: z.int(), state: z.string() })),
});

/** A points program with the HTTP API that `docs/loyalty.md` describes. */
export function createHttpProgram({ url, key }: ProgramSettings): PointsProgram {
  async function send(
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
  ): Promise<ProgramAnswer> {
    const response = await send(method, path, body, idempotencyKey);
    if (response.ok) {
      await response.body?.cancel();
      return { ok: true };
    }
    const refusal = Refusal.safeParse(await response.json().catch(() => null));
    // With a code, 404, 409 and 422 are final refusals. Any other failure may succeed at the next try.
    const isFinal = response.status === 409 || response.status === 422 || response.status === 404;
    if (isFinal && refusal.success) return { ok: false, code: refusal.data.code };
    throw new Error(`The points program answered ${response.status}`);
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
      const response = await send("GET", `/members/${encodeURIComponent(memberId)}/loyalty`);
      if (response.status === 404) return null;
      if (!response.ok) throw new Error(`The points program answered ${response.status}`);
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

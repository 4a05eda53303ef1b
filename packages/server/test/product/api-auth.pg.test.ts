import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { AccessToken } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createLinkTokens } from "../../src/lifecycle/links/link-tokens.ts";
import { API_KEY, codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

const DAY_MS = 24 * 60 * 60_000;

describe("the API key", () => {
  test("is required by every endpoint below /api/v1, before anything else is checked", async () => {
    const addresses = [
      ["PUT", "/orders/1"],
      ["GET", "/orders/1"],
      ["POST", "/orders/1/access-tokens"],
      ["PUT", "/members/1"],
      ["PUT", "/members/1/notification-preferences"],
      ["PUT", "/members/1/loyalty-steps/2"],
      ["GET", "/members/1/loyalty-steps"],
      ["GET", "/checkout/orchestrations"],
      ["GET", "/checkout/orchestrations/1"],
      ["GET", "/checkout/orchestrations/1/events"],
      ["GET", "/checkout/orchestrations/1/stream"],
      ["POST", "/checkout/orchestrations/1/events"],
      ["POST", "/checkout/orchestrations/1/cancel"],
      ["POST", "/checkout/sweeps"],
      ["GET", "/checkout/sweeps"],
      ["GET", "/notifications"],
    ] as const;

    for (const [method, path] of addresses) {
      const ask = (headers: Record<string, string>) =>
        shop.app.inject({ method, url: `/api/v1${path}`, headers });
      const missing = await ask({});
      const wrong = await ask({ "x-api-key": "ft_not-the-key" });

      expect([method, path, missing.statusCode, missing.json().code]).toEqual([
        method,
        path,
        401,
        "api_key_missing",
      ]);
      expect([method, path, wrong.statusCode, wrong.json().code]).toEqual([
        method,
        path,
        401,
        "api_key_invalid",
      ]);
    }
  });

  test("is not needed to check whether the process is alive and ready", async () => {
    const answers = await Promise.all(
      ["/livez", "/readyz", "/metrics"].map((url) => shop.app.inject({ url })),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
  });

  test("is compared in constant time, even with a key of another length", async () => {
    const compare = vi.spyOn(crypto, "timingSafeEqual");
    syncBuiltinESMExports();
    try {
      for (const key of [API_KEY, "x", API_KEY.slice(0, -1), `${API_KEY}x`]) {
        await shop.app.inject({ url: "/api/v1/notifications", headers: { "x-api-key": key } });
      }
      expect(compare.mock.results.map(({ value }) => value)).toEqual([true, false, false, false]);
      const lengths = compare.mock.calls.flat().map(({ byteLength }) => byteLength);
      expect(new Set(lengths).size).toBe(1);
    } finally {
      compare.mockRestore();
      syncBuiltinESMExports();
    }
  });
});

describe("an order's token", () => {
  async function read(orderId: string, token: string) {
    return shop.api.get(`/checkout/orchestrations/${orderId}`, { "x-order-token": token });
  }

  async function tokenOf(orderId: string): Promise<string> {
    const answer = await shop.api.post(`/orders/${orderId}/access-tokens`);
    expect(answer.status).toBe(201);
    return AccessToken.parse(answer.body).token;
  }

  test("opens its order", async () => {
    await shop.api.putOrder("mine");
    expect((await read("mine", await tokenOf("mine"))).status).toBe(200);
  });

  test("is valid for fourteen days by the database's clock", async () => {
    await shop.api.putOrder("dated");
    const answer = await shop.api.post("/orders/dated/access-tokens");
    const [clock] = await shop.sql("select clock_timestamp() as now");
    const ttl = Date.parse(AccessToken.parse(answer.body).expiresAt) - Number(clock?.now);
    expect(Math.round(ttl / DAY_MS)).toBe(14);
  });

  test("opens no other order on any endpoint", async () => {
    await shop.api.putOrder("theirs");
    const token = { "x-order-token": await tokenOf("mine") };

    expect((await shop.api.get("/orders/mine", token)).status).toBe(200);
    for (const path of [
      "/orders/theirs",
      "/checkout/orchestrations/theirs",
      "/checkout/orchestrations/theirs/stream",
    ]) {
      const answer = await shop.api.get(path, token);
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 401, "order_token_invalid"]);
    }
  });

  test("that is forged, expired or made for another purpose opens nothing", async () => {
    const now = Date.now();
    const forger = createLinkTokens("another secret, also of more than thirty-two bytes");
    const tokens = [
      "not-a-token",
      (await forger.issue("order", "mine", DAY_MS, now)).token,
      (await shop.links.issue("order", "mine", DAY_MS, now - 2 * DAY_MS)).token,
      (await shop.links.issue("unsubscribe", "mine", DAY_MS, now)).token,
    ];

    const answers = await Promise.all(tokens.map((token) => read("mine", token)));

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(new Set(answers.map(codeOf))).toEqual(new Set(["order_token_invalid"]));
  });

  test("does not reveal whether an order exists", async () => {
    const token = await tokenOf("mine");
    const [unknown, foreign] = [await read("no-such-order", token), await read("theirs", token)];
    expect(unknown.body).toEqual(foreign.body);
  });
});

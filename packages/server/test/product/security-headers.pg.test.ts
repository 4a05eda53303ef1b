import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

test.each(["/healthz", "/unsubscribe", "/mailbox", "/api/v1/orders/none", "/nowhere"])(
  "every answer of %s forbids a browser to load anything or to guess types",
  async (url) => {
    const { headers } = await shop.app.inject({ url });

    expect(headers["content-security-policy"]).toBe(
      "default-src 'none';style-src 'unsafe-inline';img-src data:;form-action 'self';" +
        "frame-src 'self';frame-ancestors 'self';base-uri 'none'",
    );
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "SAMEORIGIN",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers).not.toHaveProperty("strict-transport-security");
  },
);

test("the API's reference loads only its own scripts", async () => {
  const { statusCode, headers } = await shop.app.inject({ url: "/docs/" });

  expect(statusCode).toBe(200);
  const policy = String(headers["content-security-policy"]);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self' 'unsafe-inline'");
});

import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { API_KEY } from "../support/api.ts";
import { startTestApp } from "../support/app.ts";
import { signInAs } from "../support/console.ts";
import { putHold, putPoints } from "../support/loyalty.ts";
import { readDocument } from "./document.ts";
import { faultOfAnswer } from "./judge.ts";
import {
  type HostileRequest,
  hostileRequest,
  KNOWN_HOLDS,
  KNOWN_MEMBER,
  KNOWN_ORDERS,
  SIGNED_IN,
} from "./requests.ts";
import { plantStuck } from "./stuck.ts";
import { digestTables } from "./tables.ts";
import { send } from "./wire.ts";

// 70 operations with 120 requests each: about 8,000 in total, within three minutes on two cores.
const RUNS = Number(process.env.FUZZ_RUNS ?? 120);
// fast-check reports the seed of a failure. With that seed, the same requests are made again.
const SEED = process.env.FUZZ_SEED === undefined ? {} : { seed: Number(process.env.FUZZ_SEED) };

const shop = await startTestApp();
const origin = await shop.app.listen({ host: "127.0.0.1", port: 0 });
const port = Number(new URL(origin).port);
const document = readDocument(shop.app.swagger());
await reportKnown();

let requests = 0;
afterAll(() => shop.close());

describe.each(document.operations)("$method $path", (operation) => {
  test("answers hostile input as the document declares, and writes nothing when it refuses it", async () => {
    // Some operations end the session of their own request.
    await shop.sql("delete from operator_attempts");
    SIGNED_IN.cookie = (await signInAs(shop, "admin")).cookie;
    let kept = await digestTables(shop);
    const hostile = hostileRequest(document, operation);
    const property = fc.asyncProperty(hostile, async (request) => {
      requests += 1;
      const answer = await send(port, request);
      const problem = faultOfAnswer(document, operation, request, answer);
      if (problem !== null) throw new Error(`${problem}\n${describeBoth(request, answer)}`);
      const now = await digestTables(shop);
      if (answer.status >= 400 && now !== kept) {
        throw new Error(`something was written\n${describeBoth(request, answer)}`);
      }
      kept = now;
    });
    await fc.assert(property, { numRuns: RUNS, ...SEED });
  });
});

test("no method has an endpoint that the document does not declare", async () => {
  const paths = Map.groupBy(document.operations, ({ path }) => path);
  for (const [path, operations] of paths) {
    const declared = new Set(operations.map(({ method }) => method));
    const address = path.replaceAll(/\{\w+\}/g, KNOWN_ORDERS[0]);
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
      if (declared.has(method)) continue;
      const answer = await send(port, { method, address, headers: {}, body: undefined });
      expect.soft(answer, `${method} ${path}`).toMatchObject({
        status: 404,
        mediaType: "application/problem+json",
        text: expect.stringContaining('"code":"route_unknown"'),
      });
    }
  }
});

test("a stream is closed when its caller sent a body and disconnected", async () => {
  const body = Buffer.alloc(300 * 1024, "x");
  const address = `/api/v1/checkout/orchestrations/${KNOWN_ORDERS[0]}/stream`;
  const headers = { "x-api-key": API_KEY };
  expect(await send(port, { method: "GET", address, headers, body })).toMatchObject({
    status: 200,
  });
  await expectNoStreams();
});

test("two thousand requests were made, and no stream was left open", async () => {
  if (process.env.FUZZ_RUNS === undefined) expect(requests).toBeGreaterThan(2_000);
  await expectNoStreams();
});

async function expectNoStreams(): Promise<void> {
  await expect.poll(() => shop.hub.size).toBe(0);
}

async function reportKnown(): Promise<void> {
  const { api } = shop;
  await api.putMember(KNOWN_MEMBER);
  for (const orderId of KNOWN_ORDERS) await api.putOrder(orderId);
  for (const stage of ["payment", "verification", "loyalty_hold", "fulfillment"]) {
    await api.postEvent("known-completed", { stage, status: "completed" });
  }
  await api.post("/checkout/orchestrations/known-cancelled/cancel", {});
  await putPoints(shop, KNOWN_MEMBER, 1_000_000);
  for (const holdId of KNOWN_HOLDS) await putHold(shop, holdId, KNOWN_MEMBER, 10);
  await api.post("/loyalty/holds/hold-captured/capture", {});
  await api.post("/loyalty/holds/hold-released/release", {});
  await plantStuck(shop, KNOWN_ORDERS[0]);
}

function describeBoth(
  { about, method, address, headers, body }: HostileRequest,
  { status, mediaType, text }: { status: number; mediaType: string; text: string },
): string {
  const sent = body === undefined ? "no body" : body.toString().slice(0, 400);
  return [
    `spoilt: ${about}`,
    `${method} ${address.slice(0, 300)}`,
    JSON.stringify(headers).slice(0, 600),
    sent,
    `answer ${status} ${mediaType}`,
    text.slice(0, 600),
    ...shop.logs
      .filter(({ level }) => level === 50)
      .slice(-1)
      .map((line) => JSON.stringify(line)),
  ].join("\n  ");
}

import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { startTestApp } from "../support/app.ts";
import { readDocument } from "./document.ts";
import { faultOfAnswer } from "./judge.ts";
import { KNOWN_MEMBER, validRequest } from "./requests.ts";
import { plantStuck } from "./stuck.ts";
import { asRecord } from "./valid-values.ts";
import { send, type WireAnswer, type WireRequest } from "./wire.ts";

const RUNS = 40;
const LONGEST_MS = 60_000;
const FAR_OFF = "2099-01-01T00:00:00Z";

const shop = await startTestApp();
const origin = await shop.app.listen({ host: "127.0.0.1", port: 0 });
const port = Number(new URL(origin).port);
const document = readDocument(shop.app.swagger());
await shop.api.putMember(KNOWN_MEMBER);
afterAll(() => shop.close());

let orders = 0;
/** What a body needs around it, so that nothing but the body could be refused. */
const SETTINGS: Readonly<Record<string, (request: WireRequest) => Promise<WireRequest>>> = {
  putOrder: async (request) => toOrder(request, nextOrder()),
  putMember: async (request) => request,
  putNotificationPreferences: async (request) => request,
  putLoyaltyStep: async (request) => request,
  cancelOrder: async (request) => toOrder(request, await reportedOrder()),
  // A pause has to end in the future, and only what is paused can be resumed.
  pauseOrder: async (request) => {
    const pause = { ...asRecord(JSON.parse(String(request.body))), until: FAR_OFF };
    const body = Buffer.from(JSON.stringify(pause));
    return toOrder({ ...request, body }, await reportedOrder());
  },
  resumeOrder: async (request) => {
    const orderId = await reportedOrder();
    const pause = { until: FAR_OFF, reason: "On hold" };
    await shop.api.post(`/checkout/orchestrations/${orderId}/pause`, pause);
    return toOrder(request, orderId);
  },
  assignEscalation: onStuckOrder,
  resolveEscalation: onStuckOrder,
  resendPrompt: onStuckOrder,
  markPromptSent: onStuckOrder,
  // A provider's fact: never refused for what the order is by then.
  postEvent: async (request) => {
    const fact = {
      ...asRecord(JSON.parse(String(request.body))),
      source: "acme",
      sourceEventId: "1",
    };
    const body = Buffer.from(JSON.stringify(fact));
    return toOrder({ ...request, body }, await reportedOrder());
  },
};

/** Escalation and prompt are another order's each time, so that no key was used before. */
async function onStuckOrder(request: WireRequest): Promise<WireRequest> {
  await plantStuck(shop, await reportedOrder());
  return request;
}

const withBody = document.operations.filter(
  ({ requestBody }) => requestBody?.content["application/json"] !== undefined,
);

test("every operation that takes JSON is driven with valid bodies", () => {
  expect(withBody.map(({ operationId }) => operationId).sort()).toEqual(
    Object.keys(SETTINGS).sort(),
  );
});

test.each(withBody)(
  "$operationId takes every body that the document allows",
  {
    timeout: LONGEST_MS,
  },
  async (operation) => {
    const property = fc.asyncProperty(validRequest(document, operation), async (request) => {
      const settle = SETTINGS[operation.operationId];
      const sent = { ...request, ...(await settle?.(request)) };
      const answer = await send(port, sent);
      const fault = faultOfAnswer(document, operation, sent, answer);
      if (fault !== null || answer.status >= 300) {
        throw new Error(`${fault ?? "refused"}\n${describeBoth(sent, answer)}`);
      }
    });
    await fc.assert(property, { numRuns: RUNS });
  },
);

function nextOrder(): string {
  orders += 1;
  return `order-${orders}`;
}

async function reportedOrder(): Promise<string> {
  const orderId = nextOrder();
  await shop.api.putOrder(orderId);
  return orderId;
}

function toOrder(request: WireRequest, orderId: string): WireRequest {
  const address = request.address.replace(/(orders|orchestrations)\/[^/?]+/, `$1/${orderId}`);
  return { ...request, address };
}

function describeBoth({ address, body }: WireRequest, { status, text }: WireAnswer): string {
  return `  ${address}\n  ${body?.toString().slice(0, 1000)}\n  answer ${status}\n  ${text.slice(0, 600)}`;
}

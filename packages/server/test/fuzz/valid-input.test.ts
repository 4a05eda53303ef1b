import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { startTestApp } from "../support/app.ts";
import { signInAs } from "../support/console.ts";
import { putHold, putPoints } from "../support/loyalty.ts";
import { putRedeeming } from "../support/redeeming-orders.ts";
import { readDocument } from "./document.ts";
import { faultOfAnswer } from "./judge.ts";
import { KNOWN_MEMBER, KNOWN_PROMPT, SIGNED_IN, validRequest } from "./requests.ts";
import { plantStuck } from "./stuck.ts";
import { asRecord } from "./valid-values.ts";
import { send, type WireAnswer, type WireRequest } from "./wire.ts";

const RUNS = 40;
const FAR_OFF = new Date(Date.now() + 300 * 86_400_000).toISOString();

// A policy is judged by the schedule of the sweeps, so this one is as usual.
const shop = await startTestApp(undefined, "*/30 * * * *");
const origin = await shop.app.listen({ host: "127.0.0.1", port: 0 });
const port = Number(new URL(origin).port);
const document = readDocument(shop.app.swagger());
await shop.api.putMember(KNOWN_MEMBER);
afterAll(() => shop.close());

const admin = await signInAs(shop, "admin");
SIGNED_IN.cookie = admin.cookie;

let orders = 0;
let operators = 0;
let adoptions = 0;
let erased = 0;
const RECENTLY = new Date(Date.now() - 86_400_000).toISOString();
/** What a body needs around it, so that only the body itself could be refused. */
const SETTINGS: Readonly<Record<string, (request: WireRequest) => Promise<WireRequest>>> = {
  // An order that redeems points is placed only if its member has enough.
  putOrder: async (request) => {
    const body = asRecord(JSON.parse(String(request.body)));
    const orderId = nextOrder();
    if (typeof body.memberId === "string") {
      // The same member can come twice, and has then spent the first points.
      const reference = `earned-for-${orderId}`;
      await putPoints(shop, body.memberId, Number(body.redeemPoints ?? 0) || 1, { reference });
    }
    return toOrder(request, orderId);
  },
  putHold: async (request) => {
    const { points, ...body } = asRecord(JSON.parse(String(request.body)));
    const memberId = nextMember();
    const orderId = nextOrder();
    await putPoints(shop, memberId, Number(points));
    await shop.api.putOrder(orderId, { memberId });
    const hold = { ...body, points, memberId, expiresAt: FAR_OFF };
    const named = body.orderId === undefined ? hold : { ...hold, orderId };
    return toHold({ ...request, body: Buffer.from(JSON.stringify(named)) }, memberId);
  },
  captureHold: async (request) => {
    const { points = 1 } = asRecord(JSON.parse(String(request.body)));
    return toHold(request, await heldMember(Number(points)));
  },
  releaseHold: async (request) => toHold(request, await heldMember(1)),
  extendHold: async (request) => toHold(request, await heldMember(1)),
  creditPoints: async (request) => {
    const body = asRecord(JSON.parse(String(request.body)));
    const memberId = nextMember();
    const earned = { reference: body.reverses, points: 1 };
    if (body.reverses !== undefined) {
      // A credit can't reverse itself.
      if (body.reverses === body.reference)
        body.reference = `back-${String(body.reverses).slice(0, 100)}`;
      await shop.api.post(`/loyalty/accounts/${memberId}/credits`, earned);
    }
    const address = request.address.replace(/accounts\/[^/?]+/, `accounts/${memberId}`);
    return { ...request, address, body: Buffer.from(JSON.stringify(body)) };
  },
  putMember: async (request) => request,
  putNotificationPreferences: async (request) => request,
  putLoyaltyStep: async (request) => request,
  waivePoints: async (request) => {
    const orderId = nextOrder();
    await putRedeeming(shop, orderId);
    // A shopper's token that opens nothing is refused in another test.
    const { "X-Order-Token": _, ...headers } = request.headers;
    return toOrder({ ...request, headers }, orderId);
  },
  cancelOrder: async (request) => toOrder(request, await reportedOrder()),
  // A pause must end in the future, and only a paused order can be resumed.
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
  // The prompt must be one of the order's own. A token that opens nothing is refused in another test.
  postFollowed: async (request) => {
    const orderId = await reportedOrder();
    await plantStuck(shop, orderId);
    const { "X-Order-Token": _, ...headers } = request.headers;
    const sent = await withBody({ notificationId: KNOWN_PROMPT }, { ...request, headers });
    return toOrder(sent, orderId);
  },
  signIn: async (request) => {
    // Each attempt is counted, and this many are too many.
    await shop.sql("delete from operator_attempts");
    return withBody({ email: admin.email, password: admin.password }, request);
  },
  // The current password is known, and stays the same.
  changePassword: (request) => withBody({ current: admin.password, next: admin.password }, request),
  addOperator: async (request) => {
    operators += 1;
    return withBody({ ...bodyOf(request), email: `fuzz-${operators}@shop.example` }, request);
  },
  putOperator: async (request) => ({
    ...request,
    address: `/console/api/operators/${(await signInAs(shop, "viewer")).operatorId}`,
  }),
  putView: async (request) => request,
  actOnOrder: async (request) => {
    // What can be done to any open order; the other actions have tests of their own.
    const orderId = await reportedOrder();
    const moved = withBody({ action: "add_note", reason: bodyOf(request).reason }, request);
    return toOrder(await moved, orderId);
  },
  previewActions: async (request) => request,
  checkPolicy: async (request) => request,
  replayPolicy: (request) =>
    withBody(
      { ...bodyOf(request), text: "version: fuzz", from: RECENTLY, to: new Date().toISOString() },
      request,
    ),
  adoptPolicy: async (request) => {
    adoptions += 1;
    const text = `version: fuzz-${adoptions}`;
    const inForce = shop.context.policy.version;
    return withBody({ ...bodyOf(request), text, inForce }, request);
  },
  // Mail goes to an address again only with a reason, and a member without one gets none.
  putMemberMail: async (request) => {
    await shop.api.putMember(KNOWN_MEMBER);
    return withBody({ reason: "They asked", ...bodyOf(request) }, request);
  },
  // Only an unsubscription can be about one order, which must be known.
  addSuppression: async (request) => {
    const { orderId, ...body } = bodyOf(request);
    if (orderId === undefined) return request;
    return withBody({ ...body, reason: "unsubscribed", orderId: await reportedOrder() }, request);
  },
  liftSuppression: async (request) => request,
  eraseMember: async (request) => {
    erased += 1;
    const memberId = `gone-${erased}`;
    await shop.api.putMember(memberId);
    const address = `/console/api/members/${memberId}/erase`;
    return withBody({ ...bodyOf(request), confirm: memberId }, { ...request, address });
  },
  // A provider's fact is never refused because of the order's present state.
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

/** A new member each time, with a hold of this many points under the member's own id. */
async function heldMember(points: number): Promise<string> {
  const memberId = nextMember();
  await putPoints(shop, memberId, points);
  await putHold(shop, memberId, memberId, points);
  return memberId;
}

function nextMember(): string {
  return nextOrder().replace("order", "member");
}

function toHold(request: WireRequest, holdId: string): WireRequest {
  return { ...request, address: request.address.replace(/holds\/[^/?]+/, `holds/${holdId}`) };
}

/** Escalation and prompt belong to a new order each time, so that no key has been used before. */
async function onStuckOrder(request: WireRequest): Promise<WireRequest> {
  await plantStuck(shop, await reportedOrder());
  return request;
}

function bodyOf({ body }: WireRequest): Record<string, unknown> {
  return asRecord(JSON.parse(String(body)));
}

async function withBody(body: object, request: WireRequest): Promise<WireRequest> {
  return { ...request, body: Buffer.from(JSON.stringify(body)) };
}

// A webhook is accepted because of the signature over its bytes. The connector's tests cover the bytes.
const takingBodies = document.operations.filter(
  ({ path, requestBody }) =>
    requestBody?.content["application/json"] !== undefined && !path.includes("/webhooks/"),
);

test("every operation that accepts JSON is tested with valid bodies", () => {
  expect(takingBodies.map(({ operationId }) => operationId).sort()).toEqual(
    Object.keys(SETTINGS).sort(),
  );
});

test.each(takingBodies)(
  "$operationId accepts every body that the document allows",
  async (operation) => {
    const property = fc.asyncProperty(validRequest(document, operation), async (request) => {
      const prepare = SETTINGS[operation.operationId];
      const sent = { ...request, ...(await prepare?.(request)) };
      const answer = await send(port, sent);
      const problem = faultOfAnswer(document, operation, sent, answer);
      if (problem !== null || answer.status >= 300) {
        throw new Error(`${problem ?? "refused"}\n${describeBoth(sent, answer)}`);
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

import "server-only";
import {
  AccessToken,
  EventOutcome,
  LoyaltyCredit,
  LoyaltyHold,
  Member,
  MemberLoyalty,
  Orchestration,
  Order,
  type PostCredit,
  type PostEvent,
  type PostFollowed,
  Problem,
  type PutHold,
  type PutMember,
  type PutOrder,
} from "@followthrough/core/contract";
import type { z } from "zod";
import { isBypassed } from "./bypass";
import { readApiAccess } from "./environment";

/** A shopper waits for these; longer than this they would have pressed the button again. */
const ANSWER_WITHIN_MS = 8_000;

/**
 * What asking the API can come to, other than an answer.
 *
 * - `order_token_invalid`: the shopper's token does not open this order
 * - `order_unknown`: there is no such order
 * - `insufficient_points`: the member has fewer points than the order is to redeem
 * - `rejected`: the API understood and said no, or does not accept this shop's key
 * - `unreachable`: no answer, or none that follows the contract
 */
export type Refusal =
  | "order_token_invalid"
  | "order_unknown"
  | "insufficient_points"
  | "rejected"
  | "unreachable";

/** An answer that was parsed at the door, or why there is none. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** A read of one order on behalf of its shopper. */
export interface OrderRead {
  readonly orderId: string;
  readonly token: string;
}

/** An orchestration with its entity tag, or that the asker's copy is still the current one. */
export type OrchestrationRead =
  | { readonly changed: true; readonly orchestration: Orchestration; readonly etag: string | null }
  | { readonly changed: false; readonly etag: string | null };

/** Says who a member is; the same again changes nothing. */
export function putMember(memberId: string, body: PutMember): Promise<Answer<Member>> {
  return write("PUT", `/members/${encodeURIComponent(memberId)}`, Member, body);
}

/** Places an order; the same again changes nothing. */
export function putOrder(orderId: string, body: PutOrder): Promise<Answer<Order>> {
  return write("PUT", `/orders/${encodeURIComponent(orderId)}`, Order, body);
}

/** Reads what was ordered. Requires the order's token. */
export async function getOrder({ orderId, token }: OrderRead): Promise<Answer<Order>> {
  const headers = new Headers({ "X-Order-Token": token });
  const response = await send(`/orders/${encodeURIComponent(orderId)}`, { headers });
  return response === null ? refuse("unreachable") : parseAnswer(response, Order);
}

/** Gives a member points; the same reference again changes nothing. */
export function creditPoints(memberId: string, body: PostCredit): Promise<Answer<LoyaltyCredit>> {
  const path = `/loyalty/accounts/${encodeURIComponent(memberId)}/credits`;
  return write("POST", path, LoyaltyCredit, body);
}

/** Reads a member's points. */
export async function getMemberLoyalty(memberId: string): Promise<Answer<MemberLoyalty>> {
  const path = `/members/${encodeURIComponent(memberId)}/loyalty`;
  const response = await send(path, { headers: new Headers() });
  return response === null ? refuse("unreachable") : parseAnswer(response, MemberLoyalty);
}

/** Sets points aside for an order whose earlier hold is over; the same again changes nothing. */
export function putHold(holdId: string, body: PutHold): Promise<Answer<LoyaltyHold>> {
  return write("PUT", `/loyalty/holds/${encodeURIComponent(holdId)}`, LoyaltyHold, body);
}

/** Cancels an order. Callers must check the shopper's token first. */
export function cancelOrder(orderId: string, reason: string): Promise<Answer<EventOutcome>> {
  return write("POST", `${orchestrationPath(orderId)}/cancel`, EventOutcome, { reason });
}

/** Lets an order go on without its points. The order's token makes it the shopper's own decision. */
export function waivePoints(
  { orderId, token }: OrderRead,
  reason: string,
): Promise<Answer<EventOutcome>> {
  const path = `${orchestrationPath(orderId)}/waive-points`;
  return write("POST", path, EventOutcome, { reason }, { "X-Order-Token": token });
}

/** Makes a token that opens this one order for its shopper. */
export function createAccessToken(orderId: string): Promise<Answer<AccessToken>> {
  return write("POST", `/orders/${encodeURIComponent(orderId)}/access-tokens`, AccessToken);
}

/** Reports what happened to a stage. Callers must check the shopper's token first. */
export function postEvent(orderId: string, body: PostEvent): Promise<Answer<EventOutcome>> {
  return write("POST", `${orchestrationPath(orderId)}/events`, EventOutcome, body);
}

/** Says that the shopper came back by a prompt's link; what becomes of it changes nothing for them. */
export async function postFollowed(
  { orderId, token }: OrderRead,
  body: PostFollowed,
): Promise<void> {
  const headers = new Headers({ "X-Order-Token": token, "Content-Type": "application/json" });
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  const response = await send(`${orchestrationPath(orderId)}/followed`, init);
  await response?.body?.cancel();
}

/** Reads where an order stands; `etag` is what the asker has already. */
export async function getOrchestration(
  { orderId, token }: OrderRead,
  etag: string | null = null,
): Promise<Answer<OrchestrationRead>> {
  const headers = new Headers({ "X-Order-Token": token });
  if (etag !== null) headers.set("If-None-Match", etag);
  const response = await send(orchestrationPath(orderId), { headers });
  if (response === null) return refuse("unreachable");
  const currentEtag = response.headers.get("etag");
  if (response.status === 304) {
    return { ok: true, value: { changed: false, etag: currentEtag } };
  }
  const answer = await parseAnswer(response, Orchestration);
  if (!answer.ok) return answer;
  return { ok: true, value: { changed: true, orchestration: answer.value, etag: currentEtag } };
}

/**
 * Opens the API's stream of one order. The time-out covers the opening alone: an open stream may be
 * silent for as long as its heartbeat allows. It ends when `end` aborts.
 */
export async function openOrchestrationStream(
  { orderId, token }: OrderRead,
  lastEventId: string | null,
  end: AbortSignal,
): Promise<Answer<ReadableStream<Uint8Array<ArrayBuffer>>>> {
  const headers = new Headers({ "X-Order-Token": token, Accept: "text/event-stream" });
  if (lastEventId !== null) headers.set("Last-Event-ID", lastEventId);
  const opening = new AbortController();
  const timer = setTimeout(() => opening.abort(), ANSWER_WITHIN_MS);
  const signal = AbortSignal.any([end, opening.signal]);
  const response = await send(`${orchestrationPath(orderId)}/stream`, { headers, signal });
  clearTimeout(timer);
  if (response === null) return refuse("unreachable");
  if (response.ok && response.body !== null) return { ok: true, value: response.body };
  return refuse(await refusalOf(response));
}

function orchestrationPath(orderId: string): string {
  return `/checkout/orchestrations/${encodeURIComponent(orderId)}`;
}

async function write<T>(
  method: "PUT" | "POST",
  path: string,
  schema: z.ZodType<T>,
  body?: unknown,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer<T>> {
  const headers = new Headers(more);
  if (body !== undefined) headers.set("Content-Type", "application/json");
  const response = await send(path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return response === null ? refuse("unreachable") : parseAnswer(response, schema);
}

/** The only place that talks to the API, and so the one that keeps bypass mode silent. */
async function send(
  path: string,
  init: RequestInit & { headers: Headers },
): Promise<Response | null> {
  const access = isBypassed() ? null : readApiAccess();
  if (access === null) return null;
  init.headers.set("X-API-Key", access.key);
  try {
    return await fetch(`${access.url}/api/v1${path}`, {
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...init,
    });
  } catch (error) {
    // A shopper who leaves also aborts the opening of the stream; that is not an error.
    if (!(error instanceof DOMException && error.name === "AbortError")) {
      console.error(`The checkout API can't be reached at ${access.url}: ${messageOf(error)}`);
    }
    return null;
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

async function parseAnswer<T>(response: Response, schema: z.ZodType<T>): Promise<Answer<T>> {
  if (!response.ok) return refuse(await refusalOf(response));
  const parsed = schema.safeParse(await readJson(response));
  return parsed.success ? { ok: true, value: parsed.data } : refuse("unreachable");
}

/** The API answers 401 for a wrong key of the shop and for a wrong token of the shopper; the code tells. */
async function refusalOf(response: Response): Promise<Refusal> {
  const problem = Problem.safeParse(await readJson(response));
  const code = problem.success ? problem.data.code : "no problem body";
  if (code === "order_token_invalid" || code === "order_unknown") return code;
  if (code === "insufficient_points") return code;
  // The shopper learns only that something is wrong; the people who run the shop need to know what.
  console.error(
    `The checkout API answered ${response.status} (${code}) at ${new URL(response.url).pathname}`,
  );
  return response.status >= 500 ? "unreachable" : "rejected";
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function refuse(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}

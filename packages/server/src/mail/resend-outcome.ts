import { z } from "zod";
import { failedBeforeEnd } from "./failed-before-end.ts";
import type { SendOutcome } from "./transport.ts";

const Accepted = z.object({ id: z.string().min(1) });
const Refusal = z.object({ name: z.string(), message: z.string() });

/** The mail itself is wrong, so a retry can't help: it is invalid or too large, or a field is missing. */
const DEAD_MAIL: ReadonlySet<number> = new Set([400, 413, 422]);

/** The key, its account or the URL of the API is wrong: no mail is accepted until that is fixed. */
const NOBODY_SERVED: ReadonlySet<number> = new Set([401, 403, 404, 405, 429]);

/**
 * Matches only answers that call the address malformed. Other refusals name the field too, such as the one for
 * `example.com` in a test account, and those must not suppress an address permanently.
 */
const BAD_RECIPIENT = /^invalid `to` field\b.*\bneeds to follow\b/i;

/** System calls before the first byte of a request. */
const CONNECTING: ReadonlySet<string> = new Set(["connect", "getaddrinfo"]);

/** The handshake failed: the certificate isn't trusted, or the server doesn't use TLS. */
const TLS_REFUSED: ReadonlySet<string> = new Set([
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** The properties of Node's errors that show whether there was a connection. */
const NetworkError = z.object({
  code: z.string().optional(),
  syscall: z.string().optional(),
  /** In an AggregateError: one for each of the host's IP addresses. */
  errors: z.array(z.object({ syscall: z.string().optional() })).optional(),
});

/** Reads the API's answer. A mail that is not clearly refused may have been accepted. */
export function attemptOutcome(status: number, body: string): SendOutcome {
  const json = parseJson(body);
  if (status >= 200 && status < 300) {
    const accepted = Accepted.safeParse(json);
    if (accepted.success) return { kind: "accepted", response: `${status} ${accepted.data.id}` };
    return { kind: "ambiguous", error: new Error(`The mail API answered ${status} without an id`) };
  }
  const { name, message } = Refusal.safeParse(json).data ?? { name: "unknown_error", message: "" };
  const response = `${status} ${name}: ${message}`;
  // The key was used with another body: an attempt with an earlier state may have gone out.
  if (status >= 500 || name === "invalid_idempotent_request") {
    return { kind: "ambiguous", error: new Error(`The mail API answered ${response}`) };
  }
  const permanent = DEAD_MAIL.has(status);
  return {
    kind: "rejected",
    permanent,
    recipientRejected: permanent && (name === "invalid_to_address" || BAD_RECIPIENT.test(message)),
    isConnectionError: NOBODY_SERVED.has(status),
    response,
  };
}

/** Finds out why there is no answer: `fetch` says only that it failed, and has the reason as its cause. */
export function outcomeOfFetchError(error: unknown): SendOutcome {
  const { cause } = z.object({ cause: z.unknown() }).safeParse(error).data ?? {};
  const reason = cause instanceof Error ? cause : error;
  if (isBeforeRequest(reason)) return failedBeforeEnd(reason, true);
  return {
    kind: "ambiguous",
    error: reason instanceof Error ? reason : new Error(String(reason), { cause: reason }),
  };
}

function isBeforeRequest(reason: unknown): boolean {
  const error = NetworkError.safeParse(reason).data;
  if (error === undefined) return false;
  const { code = "", syscall = "", errors = [] } = error;
  if (code === "UND_ERR_CONNECT_TIMEOUT" || TLS_REFUSED.has(code)) return true;
  const calls = errors.length > 0 ? errors.map((one) => one.syscall ?? "") : [syscall];
  return calls.every((call) => CONNECTING.has(call));
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

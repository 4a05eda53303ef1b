import "server-only";
import type { Problem } from "@followthrough/core/contract";
import type { Closed } from "./shopper-order";

const PROBLEMS: Readonly<Record<Closed, Pick<Problem, "status" | "code" | "title" | "detail">>> = {
  no_key: {
    status: 401,
    code: "order_token_invalid",
    title: "This browser can't open the order",
    detail: "Open the order from the link in its mail, or in the browser it was placed in.",
  },
  not_yours: {
    status: 404,
    code: "order_unknown",
    title: "No order with this id is known here",
    detail: "The id may be mistyped, or the order may be somebody else's.",
  },
  unavailable: {
    status: 502,
    code: "checkout_api_unavailable",
    title: "The checkout can't be reached",
    detail: "The order is not affected. Ask again in a moment.",
  },
};

/** Headers of everything about one order: nobody keeps it, and nothing on the way may rewrite it. */
export const PRIVATE = { "Cache-Control": "private, no-store, no-transform" } as const;

/** Why an order stays closed, as an RFC 9457 problem. */
export function problemResponse(why: Closed): Response {
  const problem: Problem = { type: "about:blank", ...PROBLEMS[why] };
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...PRIVATE, "Content-Type": "application/problem+json" },
  });
}

import type { Order } from "@followthrough/core/contract";

/** Why an order is only followed, as it follows a colon. */
export function silenceWords(silence: Order["silence"]): string {
  switch (silence) {
    case "before_go_live":
      return "it was placed before recovery went live";
    case "too_old":
      return "it was older than the policy’s maxAge when it was reported";
    case null:
      return "it is older than what is recovered";
  }
}

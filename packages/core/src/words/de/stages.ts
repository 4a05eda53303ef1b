import type { Stage } from "../../domain/index.ts";

/** The stages' names, for shoppers. */
export const DE_STAGES: Readonly<Record<Stage, string>> = {
  payment: "Zahlung",
  verification: "Identität",
  loyalty_hold: "Punkte",
  fulfillment: "Versand",
};

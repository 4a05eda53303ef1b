import type { ProviderFact } from "@followthrough/core/domain";
import type { ShopifyRow } from "./table.ts";

/** The fact that a row of the table states. @param id the same in every message that brings this fact */
export function factOf({ means, note }: ShopifyRow, id: string, occurredAt: number): ProviderFact {
  if ("ignored" in means) throw new Error("A line that is ignored makes no fact");
  return { ...means, occurredAt, nextActionAt: null, note, sourceEventId: id, details: {} };
}

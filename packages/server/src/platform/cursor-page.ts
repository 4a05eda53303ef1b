import { OrderId, text } from "@followthrough/core/contract";
import { z } from "zod";
import type { Position } from "./postgres/position.ts";
import { refuseField } from "./result.ts";

/** A page and the cursor of the next one. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

const Cursor = z.strictObject({
  time: z.int().min(0).max(Date.parse("2100-01-01T00:00:00Z")),
  id: z.string().max(128),
});

/** A place in a list whose rows have UUIDs. */
export const UuidCursor = Cursor.extend({ id: z.uuid() });

/** A place in a list of suppressions: an address and an order's id. */
export const SuppressionCursor = Cursor.extend({ id: text(400) });

/** A place in a list of orders. */
export const OrderCursor = Cursor.extend({ id: OrderId });

/** One row more than the page needs shows that there is a next page. */
export function toPage<Item>(
  rows: readonly { readonly item: Item; readonly cursor: Position }[],
  limit: number,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor =
    rows.length > limit && last !== undefined
      ? Buffer.from(JSON.stringify(last.cursor)).toString("base64url")
      : null;
  return { items: shown.map((row) => row.item), nextCursor };
}

/** @returns `null` for the first page, `undefined` for a cursor that this API did not make */
export function readCursor<Cursor extends Position>(
  schema: z.ZodType<Cursor>,
  cursor: string | undefined,
): Cursor | null | undefined {
  if (cursor === undefined) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** The refusal of a cursor that this API did not make. */
export function badCursor() {
  return refuseField("/after", { kind: "no_cursor" });
}

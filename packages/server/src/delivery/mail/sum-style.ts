import { STYLE } from "../../mail/mail-style.ts";

/** A cell with an amount, at the end of its row; few mail clients know `text-align: end`. */
export const AMOUNT = {
  ltr: { align: "right", style: STYLE.amount },
  rtl: { align: "left", style: { ...STYLE.amount, padding: "8px 16px 8px 0", textAlign: "left" } },
} as const;

/** The label of a sum, at the beginning of its row. */
export const SUM_LABEL = {
  ltr: { align: "left", style: STYLE.row },
  rtl: { align: "right", style: STYLE.row },
} as const;

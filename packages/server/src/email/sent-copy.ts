import type { OutgoingMail } from "./transport.ts";

/** A link's token, which opens an order or ends mail: whoever reads the copy is neither meant. */
const TOKEN = /([?&;]token=)[\w.~%+/=-]+/g;

/** The mail as it went out, for those who look at it later. */
export function sentCopy({ subject, html, text }: Pick<OutgoingMail, "subject" | "html" | "text">) {
  return { subject, html: withoutTokens(html), text: withoutTokens(text) };
}

function withoutTokens(text: string): string {
  return text.replace(TOKEN, "$1-");
}

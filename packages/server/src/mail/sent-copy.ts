import type { OutgoingMail } from "./transport.ts";
import { webAddress } from "./web-address.ts";

/** A link's token, which opens an order or unsubscribes; it is not meant for readers of the copy. */
const TOKEN = /([?&;]token=)[\w.~%+/=-]+/g;

/**
 * The mail as it went out, for people who look at it later.
 *
 * @param pages pages that open something without a token that we know, such as a shop's own page for an order
 */
export function sentCopy(
  { subject, html, text }: Pick<OutgoingMail, "subject" | "html" | "text">,
  pages: readonly string[],
) {
  const hide = (body: string) => withoutTokens(pages.map(webAddress).reduce(withoutPage, body));
  return { subject, html: hide(html), text: hide(text) };
}

function withoutPage(body: string, page: string): string {
  const hidden = `${new URL(page).origin}/-`;
  return body
    .replaceAll(page, () => hidden)
    .replaceAll(page.replaceAll("&", "&amp;").replaceAll("'", "&#x27;"), () => hidden);
}

function withoutTokens(text: string): string {
  return text.replace(TOKEN, "$1-");
}

import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";

/** Old doctypes put some clients into quirks mode; this is the one that none of them touches. */
const DOCTYPE = "<!DOCTYPE html>";

/**
 * The HTML of a mail, doctype first.
 *
 * React's synchronous renderer is used rather than react-email's `render`: that one awaits a stream, for
 * suspended components that a mail has none of.
 */
export function renderMailPage(page: ReactElement): string {
  return DOCTYPE + renderToStaticMarkup(page);
}

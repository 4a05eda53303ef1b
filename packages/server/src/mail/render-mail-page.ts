import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";

/** Old doctypes put some clients into quirks mode; no client changes this one. */
const DOCTYPE = "<!DOCTYPE html>";

/**
 * The HTML of a mail, doctype first.
 *
 * This uses React's synchronous renderer, not react-email's `render`, which awaits a stream for suspended
 * components. A mail has none.
 */
export function renderMailPage(page: ReactElement): string {
  return DOCTYPE + renderToStaticMarkup(page);
}

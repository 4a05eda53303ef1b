import { z } from "zod";

/** A page on the web. */
export const WebPage = z
  .url({ protocol: /^https?$/, error: "must be a URL with http or https" })
  .max(2000);

const SAFE = /^https:\/\/|^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/?#]|$)/i;

// A URL parser drops line breaks and reads a backslash as a slash, so what people see is not where they go.
const UNCLEAR = /[\s\\\p{Cc}]/u;

/**
 * A page on the web that mail can lead to: `https`, or `http` on this machine, with no user or password, because mail
 * programs and readers take the part before `@` for the host.
 */
export const SafeWebPage = WebPage.refine((url) => SAFE.test(url) && !UNCLEAR.test(url), {
  error: "must be a URL with https, or with http on localhost",
}).refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), {
  error: "must not contain a user or a password",
});

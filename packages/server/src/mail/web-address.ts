/** The server builds all links, so any scheme other than http or https is a bug and must not be mailed. */
export function webAddress(url: string): string {
  const { protocol, href } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") {
    throw new Error(`A link in a mail must be http or https, not ${protocol}`);
  }
  return href;
}

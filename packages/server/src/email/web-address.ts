/** Links are built by the server itself, so anything but http and https is a bug and must not become a mail. */
export function webAddress(url: string): string {
  const { protocol, href } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") {
    throw new Error(`A link in a mail must be http or https, not ${protocol}`);
  }
  return href;
}

import type { ReactNode } from "react";

/** The URL, if it leads to a web page; `null` for any other, such as one that would run a script. */
export function webUrl(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return protocol === "https:" || protocol === "http:" ? href : null;
}

/** A link to a page outside the console, in a tab of its own. Nothing where the URL is no web page. */
export function OutwardLink(props: { readonly url: string | null; readonly children: ReactNode }) {
  const url = webUrl(props.url);
  if (url === null) return null;
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      className="text-accent underline underline-offset-2"
    >
      {props.children}
      <span className="sr-only"> (opens another tab)</span>
    </a>
  );
}

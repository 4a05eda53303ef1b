/** HTML whose interpolated values are escaped. It can be nested. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

/** Template tag: everything interpolated is escaped, except `Html` and lists of it. */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  const parts = strings.map((text, at) => text + (at < values.length ? inert(values[at]) : ""));
  return new Html(parts.join(""));
}

function inert(value: string | number | Html | readonly Html[] | undefined): string {
  if (value instanceof Html) return value.markup;
  if (Array.isArray(value)) return value.map((part: Html) => part.markup).join("");
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = new Html(`
  :root { color-scheme: light dark; --paper: oklch(0.985 0.004 95); --ink: oklch(0.24 0.01 160);
    --quiet: oklch(0.47 0.01 160); --line: oklch(0.88 0.006 160); --accent: oklch(0.4 0.08 160);
    --on-accent: oklch(0.99 0 0); }
  @media (prefers-color-scheme: dark) { :root { --paper: oklch(0.18 0.008 160);
    --ink: oklch(0.94 0.005 160); --quiet: oklch(0.75 0.01 160); --line: oklch(0.34 0.01 160);
    --accent: oklch(0.8 0.08 160); --on-accent: oklch(0.2 0.02 160); } }
  * { box-sizing: border-box }
  body { margin: 0; padding: 40px 24px; background: var(--paper); color: var(--ink);
    font: 16px/1.5 "Inter Variable", Inter, system-ui, sans-serif }
  main { max-width: 640px; margin: 0 auto } main.wide { max-width: 1040px }
  h1 { font-size: 26px; line-height: 1.25; margin: 0 0 16px; letter-spacing: -0.01em }
  p { margin: 0 0 16px; max-width: 68ch } .quiet { color: var(--quiet); font-size: 14px }
  a { color: var(--accent) }
  button { font: inherit; font-weight: 550; padding: 12px 24px; border: 0; border-radius: 6px;
    background: var(--accent); color: var(--on-accent); cursor: pointer }
  button.plain { background: none; color: var(--ink); box-shadow: inset 0 0 0 1px var(--quiet) }
  .choices { display: grid; justify-items: start; gap: 12px; margin: 24px 0 }
  .choices button { max-width: 100%; text-align: start; overflow-wrap: anywhere }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
  ul { list-style: none; padding: 0; margin: 24px 0; border-top: 1px solid var(--line) }
  li { border-bottom: 1px solid var(--line); padding: 12px 0; display: grid; gap: 4px }
  time { font-variant-numeric: tabular-nums }
  iframe { width: 100%; height: 1040px; margin-bottom: 40px; border: 1px solid var(--line); border-radius: 10px;
    background: white }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line);
    border-radius: 10px; padding: 16px; font-size: 14px }`);

/** How a page is shown. */
interface PageLook {
  readonly width?: "narrow" | "wide";
  /** A BCP 47 tag; English when absent. */
  readonly lang?: string;
  readonly dir?: "ltr" | "rtl";
}

/** A whole page in the product's style. */
export function page(title: string, body: Html, look: PageLook = {}): string {
  const { width = "narrow", lang = "en", dir = "ltr" } = look;
  return html`<!doctype html>
<html lang="${lang}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body><main class="${width}">${body}</main></body>
</html>`.markup;
}

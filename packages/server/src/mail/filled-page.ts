// Private-use characters that never meet text from outside: a page is split at its holes before they are filled.
const HOLE = /\ue000(\d+)\ue001/;

// A shop's mails have a few dozen shapes, depending on the number of items, the stage and what is left out. Each
// stored shape is as large as its page.
const MOST_SHAPES = 256;

/** The escapes that React uses in text and attributes. */
const ESCAPED: Readonly<Record<string, string>> = {
  '"': "&quot;",
  "&": "&amp;",
  "'": "&#x27;",
  "<": "&lt;",
  ">": "&gt;",
};

/** A page that was rendered with holes in place of its view's strings. */
interface Compiled {
  readonly start: string;
  /** Each hole has the number of its string and the text after it. */
  readonly holes: readonly { readonly string: number; readonly behind: string }[];
}

/**
 * Renders a page once for each shape of its view, and fills that page for every view of the same shape. The result
 * has the same bytes as `render` gives, in a fraction of the time.
 *
 * @param render may put strings of the view into text and attributes, alone or next to each other. It may check what
 *   is `null` and how long a list is, but not the contents of a string
 * @param asked the names of the strings whose contents it does check
 */
export function createFilledPage<View extends object>(
  render: (view: View) => string,
  asked: readonly string[],
): (view: View) => string {
  const pages = new Map<string, Compiled>();
  return (view) => {
    const strings: string[] = [];
    const shape = JSON.stringify(view, (name, value: unknown) => {
      if (typeof value !== "string" || asked.includes(name)) return value;
      strings.push(value);
      return "";
    });
    const page = pages.get(shape) ?? compile(render, view, asked);
    // Moved to the end, so that the first page is the least recently used.
    pages.delete(shape);
    pages.set(shape, page);
    if (pages.size > MOST_SHAPES) pages.delete(pages.keys().next().value ?? shape);
    return fill(page, strings);
  };
}

function compile<View extends object>(
  render: (view: View) => string,
  view: View,
  asked: readonly string[],
): Compiled {
  let count = 0;
  const withHoles = (value: unknown, name: string): unknown => {
    if (typeof value === "string") return asked.includes(name) ? value : `\ue000${count++}\ue001`;
    if (Array.isArray(value)) return value.map((member) => withHoles(member, ""));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, withHoles(member, key)]),
    );
  };
  // Safe to cast: it is plain data of the same shape.
  const [start = "", ...rest] = render(withHoles(view, "") as View).split(HOLE);
  const holes = Array.from({ length: rest.length / 2 }, (_, at) => ({
    string: Number(rest[2 * at]),
    behind: rest[2 * at + 1] ?? "",
  }));
  return { start, holes };
}

function fill({ start, holes }: Compiled, strings: readonly string[]): string {
  const escaped = strings.map((value) =>
    value.replace(/["&'<>]/g, (character) => ESCAPED[character] ?? character),
  );
  let page = start;
  for (const hole of holes) page += `${escaped[hole.string] ?? ""}${hole.behind}`;
  return page;
}

// Private use, and never beside text from outside: a page is cut at its holes before anything is filled in.
const HOLE = /\ue000(\d+)\ue001/;

// A shop's mails have some dozens of shapes: how many items, which stage, what is left out. Each is kept as
// large as its page.
const MOST_SHAPES = 256;

/** As React escapes text and attributes. */
const ESCAPED: Readonly<Record<string, string>> = {
  '"': "&quot;",
  "&": "&amp;",
  "'": "&#x27;",
  "<": "&lt;",
  ">": "&gt;",
};

/** A page that was rendered with holes where strings of its view belong. */
interface Compiled {
  readonly start: string;
  /** Each hole by the number of its string, with what stands behind it. */
  readonly holes: readonly { readonly string: number; readonly behind: string }[];
}

/**
 * Renders a page once for each shape of its view and fills that for every view of the shape: the same bytes as
 * `render` gives, in a small part of its time.
 *
 * @param render may put strings of the view into text and attributes, alone or beside each other, and ask what is
 *   `null` and how long a list is; never what is in a string
 * @param asked the names of those strings that it does ask about
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
    // Put behind the others: the first is the one that was not asked for for longest.
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
  // Plain data of the same shape.
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

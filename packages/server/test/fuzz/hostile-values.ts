import fc from "fast-check";

/** A piece of JSON text, with a name that reads well when a test fails. */
export interface Piece {
  readonly name: string;
  readonly text: string;
}

const DEPTH = 100_000;

const piece = (name: string, text: string): Piece => ({ name, text });
const quoted = (name: string, value: string): Piece => piece(name, JSON.stringify(value));

/** Values for any field. Most of them have the wrong type or are out of range for every field. */
export const HOSTILE_JSON: readonly Piece[] = [
  piece("null", "null"),
  piece("a boolean", "true"),
  piece("an empty list", "[]"),
  piece("an empty object", "{}"),
  piece("a list of itself", "[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]"),
  piece("minus zero", "-0"),
  piece("minus one", "-1"),
  piece("a fraction", "0.1"),
  piece("an infinite number", "1e999"),
  piece("a vanishing number", "1e-999"),
  piece("a number beyond 2^53", "9007199254740993"),
  piece("a number of 400 digits", "9".repeat(400)),
  quoted("NaN as text", "NaN"),
  quoted("a number as text", "1"),
  quoted("no text", ""),
  quoted("a space", " "),
  quoted("NUL", "a\u0000b"),
  piece("NUL, escaped", '"a\\u0000b"'),
  piece("a lone high surrogate, escaped", '"\\ud800"'),
  piece("a lone low surrogate, escaped", '"a\\udc00b"'),
  piece("swapped surrogates, escaped", '"\\udc00\\ud800"'),
  quoted("an override of direction", "\u202eevil\u2066"),
  quoted("line breaks", "a\r\nBcc: all@shoppers.example\r\n\r\nb"),
  quoted("markup", "<script>alert(1)</script>"),
  quoted("SQL", "'; drop table orders; --"),
  quoted("a long text", "x".repeat(100_000)),
  quoted("a date before all time", "-271821-04-19T00:00:00Z"),
  quoted("a date after all time", "+275760-09-13T00:00:00.001Z"),
  quoted("a day that does not exist", "2026-02-30T00:00:00Z"),
  quoted("a second that does not exist", "2026-01-01T00:00:61Z"),
  quoted("the year 9999", "9999-12-31T23:59:59Z"),
  quoted("a date without offset", "2026-01-01T00:00:00"),
  quoted("a date with a thousand digits", `2026-01-01T00:00:00.${"1".repeat(1000)}Z`),
  quoted("a key of every object", "__proto__"),
  quoted("another", "constructor"),
  piece("an object that poisons", '{"__proto__":{"admin":true}}'),
  piece("an object that poisons deeper", '{"constructor":{"prototype":{"admin":true}}}'),
  piece("keys that every object has", '{"toString":1,"hasOwnProperty":2,"valueOf":null}'),
  piece("a key of NUL", '{"\\u0000":1}'),
  piece("a key of a lone surrogate", '{"\\ud800":1}'),
  piece("NUL deep inside", '{"a":[{"b":"\\u0000"}]}'),
  piece("a deep list", "[".repeat(DEPTH) + "]".repeat(DEPTH)),
  piece("a deep object", `${'{"a":'.repeat(DEPTH / 4)}1${"}".repeat(DEPTH / 4)}`),
  piece("keys twice", '{"a":1,"a":2}'),
];

/** Keys that none of our bodies has. */
export const UNKNOWN_KEYS: readonly Piece[] = [
  quoted("a plain key", "surprise"),
  quoted("another case", "OrderNumber"),
  quoted("__proto__", "__proto__"),
  quoted("constructor", "constructor"),
  quoted("toString", "toString"),
  quoted("an empty key", ""),
  quoted("a pointer's own signs", "a/b~c"),
  quoted("markup", "<img src=x>"),
  quoted("a long key", "k".repeat(10_000)),
  piece("NUL", '"\\u0000"'),
  piece("a lone surrogate", '"\\udfff"'),
];

/** Whole bodies that are not a JSON object, or can't be read. */
export const HOSTILE_BODIES: readonly (Piece & { readonly bytes?: Buffer })[] = [
  piece("nothing", ""),
  piece("a space", " "),
  piece("half an object", '{"a":'),
  piece("an open string", '{"a":"b'),
  piece("single quotes", "{'a':1}"),
  piece("a comma too many", '{"a":1,}'),
  piece("a comment", '{"a":1}//'),
  piece("two objects", "{}{}"),
  piece("NaN", '{"a":NaN}'),
  piece("a bare control character", '{"a":"\u0001"}'),
  piece("a number", "1"),
  piece("a string", '"body"'),
  piece("null", "null"),
  piece("a list", "[{}]"),
  piece("excessive depth", "[".repeat(DEPTH)),
  piece("depth", "[".repeat(DEPTH) + "]".repeat(DEPTH)),
  piece("300 KiB", JSON.stringify({ note: "x".repeat(300 * 1024) })),
  piece(
    "many unknown keys",
    JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`k${at}`, at]))),
  ),
  {
    ...piece("bytes that are not UTF-8", ""),
    bytes: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  },
  { ...piece("UTF-16", ""), bytes: Buffer.from('{"a":1}', "utf16le") },
];

/** Media types that the API does not accept, or accepts only if it trusts too much. */
export const HOSTILE_MEDIA: readonly (string | undefined)[] = [
  undefined,
  "",
  "text/plain",
  "text/html",
  "application/xml",
  "multipart/form-data; boundary=x",
  "application/x-www-form-urlencoded",
  "application/jsonp",
  "application/json-patch+json",
  "application/json; charset=utf-16",
  "application/json, text/plain",
  "json",
  `application/${"x".repeat(2000)}`,
];

/** An id as written in a path. `leaves`: the URL no longer belongs to this operation. */
export const HOSTILE_IDS: readonly { readonly text: string; readonly leaves?: true }[] = [
  { text: "" },
  { text: "a/b", leaves: true },
  { text: "%ZZ" },
  { text: "%" },
  { text: "%E0%A4%A" },
  { text: "%ff%fe" },
  { text: "%ED%A0%80" },
  { text: "a%2Fb" },
  { text: "a%5Cb" },
  { text: "%2e%2e%2f%2e%2e%2fetc" },
  { text: "%2e" },
  { text: "%2e%2e" },
  { text: "%00" },
  { text: "a%0d%0aSet-Cookie:x=1" },
  { text: "%20" },
  { text: "%F0%9F%98%80" },
  { text: "%252F" },
  { text: "*" },
  { text: "'%20or%20'1'='1" },
  { text: "x".repeat(129) },
  { text: "x".repeat(600) },
  { text: "x".repeat(8000) },
];

/** Values of query parameters, as written in a URL. */
export const HOSTILE_QUERY: readonly string[] = [
  "",
  "%",
  "%00",
  "%ZZ",
  "%ff",
  "%ED%A0%80",
  "NaN",
  "-1",
  "0",
  "1e9",
  "1.5",
  "99999999999999999999",
  "0x10",
  "true",
  "null",
  "undefined",
  "__proto__",
  "[object%20Object]",
  "%25%25%5C_",
  "x".repeat(5000),
  ...[
    "{}",
    "[]",
    '{"time":1e300,"id":"a"}',
    '{"time":-1,"id":"a"}',
    '{"time":0,"id":"a\\u0000"}',
    '{"time":0,"id":"not-a-uuid"}',
    '{"time":4102444800001,"id":"a"}',
    '{"time":0,"id":"a","more":1}',
    "[".repeat(200),
  ].map((cursor) => Buffer.from(cursor).toString("base64url")),
];

/** Values of headers. All of them can be sent over HTTP. */
export const HOSTILE_HEADERS: readonly string[] = [
  "",
  " ",
  "a b",
  '"',
  '"1',
  "W/1",
  'W/"1"',
  "*",
  '"0"',
  '"99999999999999999999"',
  '"1", "2"',
  "null",
  "NaN",
  "-1",
  "\u00e9\u00ff",
  "\t",
  "../../etc",
  "eyJhbGciOiJub25lIn0.eyJzdWIiOiJrbm93bi1vcGVuIn0.",
  "x".repeat(64),
  "x".repeat(65),
  "x".repeat(256),
  "x".repeat(3000),
];

/** One of these. */
export function oneOf<Value>(values: readonly Value[]): fc.Arbitrary<Value> {
  return fc.constantFrom(...values);
}

/** The entry under a name that came over the wire; `undefined` where the table has none. */
export function lookUp<Entry>(
  table: Readonly<Partial<Record<string, Entry>>>,
  name: string | null,
): Entry | undefined {
  return name !== null && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Ends an exhaustive switch: if a case is missing, the code doesn't compile. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}

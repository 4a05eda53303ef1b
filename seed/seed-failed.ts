/** An error that the person who runs the seed can fix; its message says how. */
export class SeedFailed extends Error {}

/** Whose ledgers the groups of this process are writing. What others write, the versions in the database guard. */
export interface LedgersInFlight {
  /** Begins to note what is written, before something is read. */
  watch(): LedgerWatch;
  /** Says that these are written from now on. @returns how to say that they no longer are */
  begin(memberIds: readonly string[]): () => void;
}

/** What was written while something was read. */
interface LedgerWatch {
  /** The members whose ledgers were being written at any moment since: what was read of them may be old. */
  readonly moving: ReadonlySet<string>;
  end(): void;
}

/** Makes the one of a queue. */
export function createLedgersInFlight(): LedgersInFlight {
  const written = new Set<string>();
  const watches = new Set<Set<string>>();

  return {
    watch() {
      const moving = new Set(written);
      watches.add(moving);
      return { moving, end: () => watches.delete(moving) };
    },
    begin(memberIds) {
      for (const set of [written, ...watches]) for (const id of memberIds) set.add(id);
      return () => {
        for (const id of memberIds) written.delete(id);
      };
    },
  };
}

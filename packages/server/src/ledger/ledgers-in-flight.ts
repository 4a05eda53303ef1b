/**
 * The members whose ledgers the groups of this process are writing now. Versions in the database guard against the
 * writes of other processes.
 */
export interface LedgersInFlight {
  /** Starts to collect what is being written. Call it before a read. */
  watch(): LedgerWatch;
  /** Marks these ledgers as being written. @returns a function that ends the mark */
  begin(memberIds: readonly string[]): () => void;
}

/** The writes that overlap with a read. */
interface LedgerWatch {
  /** The members whose ledgers were being written at any time since the watch began: the read may be out of date. */
  readonly moving: ReadonlySet<string>;
  end(): void;
}

/** Creates the set of ledgers in flight for one batcher. */
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

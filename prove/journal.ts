import { fdatasyncSync, openSync, writeSync } from "node:fs";

/** One message whose final dot the mail server has read. */
interface JournalEntry {
  readonly at: number;
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly sha256: string;
  /** The orders that its links open. */
  readonly orderIds: readonly string[];
  readonly accepted: boolean;
  /** What is answered; `null` when nothing is. */
  readonly reply: string | null;
}

/** What a mail server is held to: each line is on disk before the server goes on. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
  /** Message-IDs whose reply has been written. */
  readonly replied: ReadonlySet<string>;
  /** To be called before the reply is written. */
  note(entry: JournalEntry): void;
  /** To be called when the reply has been handed to the network. */
  noteReplied(messageId: string): void;
}

/** Opens a journal file. */
export function openJournal(path: string): Journal {
  const file = openSync(path, "a");
  const entries: JournalEntry[] = [];
  const replied = new Set<string>();
  const write = (line: object) => {
    writeSync(file, `${JSON.stringify(line)}\n`);
    fdatasyncSync(file);
  };
  return {
    entries,
    replied,
    note(entry) {
      write({ line: "end of message", ...entry });
      entries.push(entry);
    },
    noteReplied(messageId) {
      write({ line: "reply written", messageId, at: Date.now() });
      replied.add(messageId);
    },
  };
}

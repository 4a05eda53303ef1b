import type { Readable } from "node:stream";
import type { Command } from "commander";
import { explainFailure } from "./explain-failure.ts";

/** What the command does with a mail to the return mailbox. */
export interface ReturnedMailActions {
  /** @returns what was done, in a sentence */
  takeReturnedMail(raw: Uint8Array): Promise<string>;
}

/** EX_TEMPFAIL of sysexits.h: a mail server keeps the mail and tries again. */
const TRY_AGAIN = 75;

// A returned mail is as large as what was sent, and this product sends no attachments.
const LARGEST_BYTES = 10 * 1024 * 1024;

/** Adds `followthrough returned-mail`, which a mail server pipes the mail of the return mailbox to. */
export function addReturnedMailCommand(program: Command, actions: ReturnedMailActions): void {
  program
    .command("returned-mail")
    .description(
      "read one mail from standard input; if it is a bounce or a complaint about mail of ours, stop mail to the " +
        `recipient. Exit ${TRY_AGAIN} if that is not possible now`,
    )
    .action(async () => {
      const raw = await readAll(process.stdin);
      if (raw === null) {
        process.stdout.write("Nothing to do. It is too large for a returned mail.\n");
        return;
      }
      try {
        process.stdout.write(`${await actions.takeReturnedMail(raw)}\n`);
      } catch (error) {
        // Whatever is wrong here, the mail must not be lost for it.
        console.error(explainFailure(error));
        process.exitCode = TRY_AGAIN;
      }
    });
}

/** Reads to the end, so that the writer never fails. @returns `null` if it is too large */
async function readAll(input: Readable): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    bytes += chunk.length;
    if (bytes <= LARGEST_BYTES) chunks.push(chunk);
  }
  return bytes > LARGEST_BYTES ? null : Buffer.concat(chunks);
}

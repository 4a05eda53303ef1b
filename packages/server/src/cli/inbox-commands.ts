import type { InboxState } from "@followthrough/core/domain";
import { type Command, InvalidArgumentError } from "commander";

/** What the command can do about providers' messages. */
export interface InboxActions {
  /** @returns why it can't be, or `null` */
  replayMessage(inboxId: string): Promise<string | null>;
  /** @returns how many there were */
  replayMessages(state: ReplayableState): Promise<number>;
}

type ReplayableState = Exclude<InboxState, "received">;

const STATES: readonly ReplayableState[] = ["dead", "parked", "ignored", "applied"];

/** Adds `followthrough inbox replay`. */
export function addInboxCommands(program: Command, actions: InboxActions): void {
  program
    .command("inbox")
    .description("providers' messages")
    .command("replay")
    .argument("[ids...]", "the messages' ids")
    .option("--state <state>", `all that are ${STATES.join(", ")}`, readState)
    .description(
      "work on messages again; what is recorded already stays so. Exit 1 if one can't be",
    )
    .action(async (ids: string[], { state }: { state?: ReplayableState }) => {
      if (ids.length === 0 && state === undefined) {
        throw new Error("Name messages by their ids, or all of a state: --state dead");
      }
      let count = 0;
      for (const id of ids) {
        const fault = await actions.replayMessage(id);
        if (fault === null) count += 1;
        else {
          process.stdout.write(`${fault}\n`);
          process.exitCode = 1;
        }
      }
      if (state !== undefined) count += await actions.replayMessages(state);
      process.stdout.write(
        `${count} ${count === 1 ? "message is" : "messages are"} worked on again\n`,
      );
    });
}

function readState(value: string): ReplayableState {
  const state = STATES.find((known) => known === value);
  if (state === undefined) throw new InvalidArgumentError(`It is one of ${STATES.join(", ")}.`);
  return state;
}

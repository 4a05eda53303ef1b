import type { InboxState } from "@followthrough/core/domain";
import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "./explain-failure.ts";

/** What the command can do with providers' messages. */
export interface InboxActions {
  /** @returns why the message can't be reprocessed, or `null` */
  replayMessage(inboxId: string): Promise<string | null>;
  /** @returns how many messages there were */
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
    .option("--state <state>", `all in this state: ${STATES.join(", ")}`, readState)
    .description(
      "reprocess messages; no fact is recorded twice. Exit 1 if a message can't be reprocessed",
    )
    .action(async (ids: string[], { state }: { state?: ReplayableState }) => {
      if (ids.length === 0 && state === undefined) {
        throw new UsageError("Give the ids of messages, or a state: --state dead.");
      }
      let count = 0;
      for (const id of ids) {
        const problem = await actions.replayMessage(id);
        if (problem === null) count += 1;
        else {
          process.stdout.write(`${problem}\n`);
          process.exitCode = 1;
        }
      }
      if (state !== undefined) count += await actions.replayMessages(state);
      process.stdout.write(
        `${count} ${count === 1 ? "message" : "messages"} will be reprocessed\n`,
      );
    });
}

function readState(value: string): ReplayableState {
  const state = STATES.find((known) => known === value);
  if (state === undefined)
    throw new InvalidArgumentError(`It must be one of ${STATES.join(", ")}.`);
  return state;
}

import { type NewOperator, OPERATOR_ROLES, PostOperator } from "@followthrough/core/contract";
import { type Command, InvalidArgumentError, Option } from "commander";

/** What the command can do with operators; wired by the composition root. */
export interface OperatorActions {
  /** @returns the operator with the first password, or the code of the refusal */
  addOperator(operator: PostOperator): Promise<OperatorAdded>;
  /** @returns the new password; `null` when no operator has this address */
  resetOperator(email: string): Promise<{ password: string } | null>;
}

type OperatorAdded =
  | { readonly ok: true; readonly value: NewOperator }
  | { readonly ok: false; readonly code: string };

/** `followthrough operator ...`: who may sign in to the console. */
export function addOperatorCommands(program: Command, actions: OperatorActions): void {
  const operator = program.command("operator").description("who may sign in to the console");
  operator
    .command("add")
    .argument("<email>", "the operator's mail address", readEmail)
    .requiredOption("--name <name>", "the name that timelines show")
    .addOption(
      new Option("--role <role>", "what they may do").choices(OPERATOR_ROLES).default("operator"),
    )
    .description("add an operator and print the first password, only once")
    .action(async (email: string, options: { name: string; role: PostOperator["role"] }) => {
      const added = await actions.addOperator({ email, ...options });
      if (added.ok) {
        printPassword(added.value.email, added.value.password);
        return;
      }
      fail(`There is already an operator with the address ${email}.`);
    });
  operator
    .command("reset")
    .argument("<email>", "the operator's mail address", readEmail)
    .description("make a new password, print it only once, and end all sessions")
    .action(async (email: string) => {
      const reset = await actions.resetOperator(email);
      if (reset === null) fail(`No operator has the address ${email}.`);
      else printPassword(email, reset.password);
    });
}

function readEmail(text: string): string {
  const read = PostOperator.shape.email.safeParse(text);
  if (!read.success) throw new InvalidArgumentError("It is not a mail address.");
  return read.data;
}

function printPassword(email: string, password: string): void {
  process.stdout.write(`${email}\npassword, shown once: ${password}\n`);
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

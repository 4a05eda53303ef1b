import { type NewOperator, PostOperator } from "@followthrough/core/contract";
import { OPERATOR_ROLES } from "@followthrough/core/domain";
import { type Command, InvalidArgumentError, Option } from "commander";

/** What the command can do about operators; wired by the composition root. */
export interface OperatorActions {
  /** @returns the operator with the first password, or the code of the refusal */
  addOperator(operator: PostOperator): Promise<OperatorAdded>;
  /** @returns the new password; `null` when nobody has this address */
  resetOperator(email: string): Promise<{ password: string } | null>;
}

type OperatorAdded =
  | { readonly ok: true; readonly value: NewOperator }
  | { readonly ok: false; readonly code: string };

/** `followthrough operator ...`: who may come into the console. */
export function addOperatorCommands(program: Command, actions: OperatorActions): void {
  const operator = program.command("operator").description("who may come into the console");
  operator
    .command("add")
    .argument("<email>", "the operator's mail address", readEmail)
    .requiredOption("--name <name>", "as timelines name them")
    .addOption(
      new Option("--role <role>", "what they may do").choices(OPERATOR_ROLES).default("operator"),
    )
    .description("add an operator and print the first password, this once")
    .action(async (email: string, options: { name: string; role: PostOperator["role"] }) => {
      const added = await actions.addOperator({ email, ...options });
      if (added.ok) {
        printPassword(added.value.email, added.value.password);
        return;
      }
      fail(`An operator with the address ${email} is known already.`);
    });
  operator
    .command("reset")
    .argument("<email>", "the operator's mail address", readEmail)
    .description("make a new password, print it this once, and end all sessions")
    .action(async (email: string) => {
      const reset = await actions.resetOperator(email);
      if (reset === null) fail(`No operator has the address ${email}.`);
      else printPassword(email, reset.password);
    });
}

function readEmail(text: string): string {
  const read = PostOperator.shape.email.safeParse(text);
  if (!read.success) throw new InvalidArgumentError("It is no mail address.");
  return read.data;
}

function printPassword(email: string, password: string): void {
  process.stdout.write(`${email}\npassword, shown once: ${password}\n`);
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

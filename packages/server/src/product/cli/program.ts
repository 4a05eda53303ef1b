import type { NextDecision, SweepSummary } from "@followthrough/core/contract";
import { Command } from "commander";
import type { InvariantReport } from "../../engine/check-invariants.ts";
import type { Deviation } from "../../engine/verify-timelines.ts";
import type { JudgedPolicy } from "../../policy/judge-policy.ts";
import { addInboxCommands, type InboxActions } from "./inbox-commands.ts";
import { addOperatorCommands, type OperatorActions } from "./operator-commands.ts";
import { printDeviations, printInvariants, printSweep } from "./print.ts";
import { printNextDecision, printPolicy } from "./print-policy.ts";
import { addReturnedMailCommand, type ReturnedMailActions } from "./returned-mail-command.ts";

/** What the command can do; wired by the composition root. */
export interface Actions extends OperatorActions, InboxActions, ReturnedMailActions {
  serve(): Promise<void>;
  api(): Promise<void>;
  worker(): Promise<void>;
  migrate(): Promise<void>;
  sweep(): Promise<SweepSummary>;
  doctor(): Promise<InvariantReport[]>;
  verifyAudit(): Promise<{ verified: number; deviations: Deviation[] }>;
  /** @returns the policy, or every problem in the file */
  checkPolicy(file: string): Promise<JudgedPolicy>;
  /** @returns `null` when the order is not known */
  previewPolicy(orderId: string): Promise<NextDecision | null>;
  openApi(): Promise<string>;
}

/** The `followthrough` command. */
export function buildProgram(actions: Actions, version: string): Command {
  const program = new Command("followthrough")
    .description("Checkout recovery orchestration: one durable lifecycle per order")
    .version(version)
    .showHelpAfterError();
  program
    .command("serve")
    .description("open the database, migrate, and run API and worker until Ctrl-C")
    .action(actions.serve);
  program.command("api").description("run the API").action(actions.api);
  program
    .command("worker")
    .description("run the worker: sweeps and delivery")
    .action(actions.worker);
  program.command("migrate").description("bring the schema up to date").action(actions.migrate);
  program
    .command("sweep")
    .description("run monitor_checkout_orchestrations now")
    .option("--json", "print the summary as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      printSweep(await actions.sweep(), json === true);
    });
  program
    .command("doctor")
    .description("check the promises of the domain; exit 1 if one is broken")
    .option("--json", "print the findings as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const reports = await actions.doctor();
      printInvariants(reports, json === true);
      if (reports.some(({ count }) => count > 0)) process.exitCode = 1;
    });
  program
    .command("audit")
    .description("the audit trail")
    .command("verify")
    .description("replay every timeline and compare it with what is stored")
    .option("--json", "print the findings as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const result = await actions.verifyAudit();
      printDeviations(result, json === true);
      if (result.deviations.length > 0) process.exitCode = 1;
    });
  addPolicyCommands(program, actions);
  addOperatorCommands(program, actions);
  addInboxCommands(program, actions);
  addReturnedMailCommand(program, actions);
  program
    .command("openapi")
    .description("print the API's OpenAPI document")
    .action(async () => {
      process.stdout.write(await actions.openApi());
    });
  return program;
}

function addPolicyCommands(program: Command, actions: Actions): void {
  const policy = program.command("policy").description("the recovery policy");
  policy
    .command("check")
    .argument("<file>", "a policy as YAML or JSON")
    .description(
      "list every problem of a policy, or print it with its defaults and with what it rarely does; exit 1 on a problem",
    )
    .action(async (file: string) => {
      const checked = await actions.checkPolicy(file);
      printPolicy(file, checked);
      if (!checked.ok) process.exitCode = 1;
    });
  policy
    .command("preview")
    .argument("<order>", "an order's id")
    .description("what happens next to an order, when and why; exit 1 if it is not known")
    .option("--json", "print it as JSON")
    .action(async (orderId: string, { json }: { json?: boolean }) => {
      const next = await actions.previewPolicy(orderId);
      printNextDecision(orderId, next, json === true);
      if (next === null) process.exitCode = 1;
    });
}

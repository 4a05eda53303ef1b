import type { SweepSummary } from "@followthrough/core/contract";
import { Command } from "commander";
import type { InvariantReport } from "../usecases/check-invariants.ts";
import type { Deviation } from "../usecases/verify-timelines.ts";
import { printDeviations, printInvariants, printSweep } from "./print.ts";

/** What the command can do; wired by the composition root. */
export interface Actions {
  serve(): Promise<void>;
  api(): Promise<void>;
  worker(): Promise<void>;
  migrate(): Promise<void>;
  sweep(): Promise<SweepSummary>;
  doctor(): Promise<InvariantReport[]>;
  verifyAudit(): Promise<{ verified: number; deviations: Deviation[] }>;
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
  program
    .command("openapi")
    .description("print the API's OpenAPI document")
    .action(async () => {
      process.stdout.write(await actions.openApi());
    });
  return program;
}

import { readFile } from "node:fs/promises";
import { ERRORS } from "@followthrough/core/domain";
import { buildProgram } from "./cli/program.ts";
import { untilEnvironment } from "./cli/supervise.ts";
import { ConfigError } from "./config.ts";
import type { OperatorAccess } from "./operators/access.ts";
import { readPolicyFile } from "./policy/read-policy-file.ts";
import { mailDomain } from "./processes/mail-settings.ts";
import { withContext, withDatabase } from "./processes/open-context.ts";
import { yieldToOthers } from "./processes/yield-to-others.ts";
import { loadSecrets } from "./secrets.ts";
import { checkInvariants } from "./usecases/check-invariants.ts";
import { addOperator } from "./usecases/manage-operators.ts";
import { previewDecision } from "./usecases/preview-decision.ts";
import { isUuid, replayInbox, replayInboxState } from "./usecases/replay-inbox.ts";
import { sweepOverdue } from "./usecases/sweep-overdue.ts";
import { verifyTimelines } from "./usecases/verify-timelines.ts";

/**
 * Runs the `followthrough` command: the composition root, with a file for each process in `processes/`. Those
 * are loaded when they are run: what composes mail costs 40 MB and half a second, and only the worker needs it.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const version = await readVersion();
  const program = buildProgram(
    {
      serve: async () => (await import("./processes/serve.ts")).serve(),
      api: async () => {
        const { runApi } = await import("./processes/api.ts");
        await untilEnvironment();
        await withDatabase((config, url) => runApi(config, url, version));
      },
      worker: async () => {
        const { runWorker } = await import("./processes/worker.ts");
        await untilEnvironment();
        await withDatabase(runWorker);
      },
      migrate: async () => {
        const { migrate } = await import("./db/migrate.ts");
        await withDatabase((_config, url) => migrate(url));
      },
      sweep: () =>
        withContext(async (context, config) => {
          yieldToOthers(context);
          const options = {
            trigger: "command",
            slot: null,
            mailDomain: mailDomain(config),
          } as const;
          const summary = await sweepOverdue(context, options);
          if (summary === null) throw new Error("A sweep without a slot always runs");
          return summary;
        }),
      doctor: () => withContext(checkInvariants),
      verifyAudit: () => withContext(verifyTimelines),
      checkPolicy: readPolicyFile,
      previewPolicy: (orderId) =>
        withContext(async (context) => {
          const result = await previewDecision(context, orderId);
          return result.ok ? result.value : null;
        }),
      addOperator: (operator) => withAccess((access) => addOperator(access, operator)),
      resetOperator: (email) => withAccess((access) => access.reset(email.toLowerCase())),
      replayMessage: (inboxId) =>
        withContext(async (context) => {
          if (!isUuid(inboxId)) return `${inboxId} is no message's id.`;
          const result = await replayInbox(context, inboxId);
          return result.ok ? null : `${inboxId}: ${ERRORS[result.code].title}.`;
        }),
      replayMessages: (state) => withContext((context) => replayInboxState(context, state)),
      openApi: async () => (await import("./processes/describe-api.ts")).describeApi(version),
    },
    version,
  );
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    // A fault of the set-up is told in words; anything else is a bug and shows its stack.
    console.error(error instanceof ConfigError ? error.message : error);
    process.exitCode = 1;
  }
}

/** Runs one piece of work on who may come into the console. */
function withAccess<Result>(work: (access: OperatorAccess) => Promise<Result>): Promise<Result> {
  return withDatabase(async (config, url) => {
    const { openAccess } = await import("./processes/open-access.ts");
    const access = openAccess(config, await loadSecrets(config), url);
    try {
      return await work(access);
    } finally {
      await access.close();
    }
  });
}

async function readVersion(): Promise<string> {
  const file = new URL("../package.json", import.meta.url);
  const parsed: unknown = JSON.parse(await readFile(file, "utf8"));
  const hasVersion = typeof parsed === "object" && parsed !== null && "version" in parsed;
  return hasVersion ? String(parsed.version) : "0.0.0";
}

import { readFile } from "node:fs/promises";
import { OPERATOR_WORDS } from "@followthrough/core/words";
import type { OperatorAccess } from "../access/access.ts";
import { addOperator } from "../access/manage-operators.ts";
import { checkInvariants } from "../engine/check-invariants.ts";
import { verifyTimelines } from "../engine/verify-timelines.ts";
import { judgePolicy } from "../policy/judge-policy.ts";
import { readPolicyFile } from "../policy/read-policy-file.ts";
import { isUuid, replayInbox, replayInboxState } from "../providers/inbox/replay-inbox.ts";
import { previewDecision } from "../recovery/preview-decision.ts";
import { sweepNow } from "../recovery/sweep-overdue.ts";
import { explainFailure } from "./cli/explain-failure.ts";
import { buildProgram } from "./cli/program.ts";
import { untilEnvironment } from "./cli/supervise.ts";
import { readSweepCron } from "./config.ts";
import { mailDomain } from "./processes/mail-settings.ts";
import { withContext, withDatabase } from "./processes/open-context.ts";
import { yieldToOthers } from "./processes/yield-to-others.ts";
import { loadSecrets } from "./secrets.ts";

/**
 * Runs the `followthrough` command: the composition root, with a file for each process in `processes/`. These files
 * are loaded only when they run: the code that composes mail costs 40 MB and half a second, and only the worker
 * needs it.
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
        const { upgrade } = await import("./processes/upgrade.ts");
        await withDatabase(upgrade);
      },
      sweep: () =>
        withContext(async (context, config) => {
          yieldToOthers(context);
          return sweepNow(context, "command", { mailDomain: mailDomain(config) });
        }),
      doctor: () => withContext(checkInvariants),
      verifyAudit: () => withContext(verifyTimelines),
      checkPolicy: async (file) => {
        const cron = readSweepCron(process.env);
        return judgePolicy(await readPolicyFile(file), cron);
      },
      previewPolicy: (orderId) =>
        withContext(async (context) => {
          const result = await previewDecision(context, orderId);
          return result.ok ? result.value : null;
        }),
      addOperator: (operator) => withAccess((access) => addOperator(access, operator)),
      resetOperator: (email) => withAccess((access) => access.reset(email.toLowerCase())),
      replayMessage: (inboxId) =>
        withContext(async (context) => {
          if (!isUuid(inboxId)) return `${inboxId} is not a message's id.`;
          const result = await replayInbox(context, inboxId);
          return result.ok ? null : `${inboxId}: ${OPERATOR_WORDS.refusals[result.code]}.`;
        }),
      replayMessages: (state) => withContext((context) => replayInboxState(context, state)),
      takeReturnedMail: async (raw) => {
        const { takeReturnedMail } = await import("../intake/take-returned-mail.ts");
        return withContext((context) => takeReturnedMail(context, raw));
      },
      openApi: async () => (await import("./processes/describe-api.ts")).describeApi(version),
    },
    version,
  );
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    console.error(explainFailure(error));
    process.exitCode = 1;
  }
}

/** Runs one piece of work on who may sign in to the console. */
function withAccess<Result>(work: (access: OperatorAccess) => Promise<Result>): Promise<Result> {
  return withDatabase(async (config, url) => {
    const { openAccess } = await import("./processes/console-access.ts");
    const access = openAccess(config, await loadSecrets(config), url);
    try {
      return await work(access);
    } finally {
      await access.close();
    }
  });
}

async function readVersion(): Promise<string> {
  const file = new URL("../../package.json", import.meta.url);
  const parsed: unknown = JSON.parse(await readFile(file, "utf8"));
  const hasVersion = typeof parsed === "object" && parsed !== null && "version" in parsed;
  return hasVersion ? String(parsed.version) : "0.0.0";
}

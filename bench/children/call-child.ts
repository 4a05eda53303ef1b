import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { z } from "zod";

/** Helpers of a measurement in processes of their own: what they cost is not paid by the harness. */
type ChildName = "smtp-sink" | "watch-streams" | "graphile-worker" | "pg-boss" | "nodemailer";

/** A child that answers one thing at a time. */
export interface Child {
  /** @throws when the child ends instead, or answers something else */
  request<Answer>(question: object, Answer: z.ZodType<Answer>): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts a file of this folder as a process. */
export function startChild(name: ChildName): Child {
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const child = fork(file, [], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    request: (question, Answer) => answerOf(name, child, question, Answer),
    async stop() {
      child.kill("SIGTERM");
      await gone;
      process.off("exit", end);
    },
  };
}

/** Starts a child for one request. */
export async function callChild<Answer>(
  name: ChildName,
  question: object,
  Answer: z.ZodType<Answer>,
): Promise<Answer> {
  const child = startChild(name);
  try {
    return await child.request(question, Answer);
  } finally {
    await child.stop();
  }
}

function answerOf<Answer>(
  name: ChildName,
  child: ChildProcess,
  question: object,
  Answer: z.ZodType<Answer>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`${name} ended with ${code}`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      const parsed = Answer.safeParse(message);
      if (parsed.success) resolve(parsed.data);
      else reject(new Error(`${name} answered ${JSON.stringify(message).slice(0, 2000)}`));
    });
    child.send(question, (error) => {
      if (error !== null) reject(error);
    });
  });
}

import { describeRecoveryPolicy, type NextDecision } from "@followthrough/core/contract";
import type { DecisionKind } from "@followthrough/core/domain";
import { stringify } from "yaml";
import type { JudgedPolicy } from "../../policy/judge-policy.ts";

/** Prints a policy with its defaults as YAML, or every problem of its file. */
export function printPolicy(file: string, checked: JudgedPolicy): void {
  if (checked.ok) {
    print(`# ${file} is a valid policy. With its defaults:`);
    for (const warning of checked.warnings) print(`# Warning: ${warning}`);
    print(stringify(describeRecoveryPolicy(checked.policy)).trimEnd());
    return;
  }
  print(`${file} has ${checked.problems.length} problem(s):`);
  for (const problem of checked.problems) print(`  ${problem}`);
}

const WORDS = {
  prompt: "the member gets a prompt",
  defer: "the prompt waits",
  suppress: "no prompt goes out",
  escalate: "the order goes to an operator",
} as const satisfies Record<DecisionKind, string>;

/** Prints what happens to an order next if there is no news. */
export function printNextDecision(
  orderId: string,
  next: NextDecision | null,
  asJson: boolean,
): void {
  if (next === null) {
    print(`No order ${orderId} is known.`);
    return;
  }
  if (asJson) {
    print(JSON.stringify(next, null, 2));
    return;
  }
  const { at, decision, reason, step, followingAt, policyVersion } = next;
  if (at === null || decision === null) {
    print(
      next.state === "followed"
        ? `${orderId} is only followed: no sweep decides it.`
        : `${orderId} is closed: nothing more will happen.`,
    );
    return;
  }
  const when =
    next.state === "overdue" ? "The next sweep will decide" : `A sweep will decide at ${at}`;
  print(`${orderId} is ${next.state}. ${when}, by policy ${policyVersion}:`);
  const which = step === null ? "" : `, step ${step} of the cadence`;
  print(`  ${WORDS[decision]} (${reason}${which})`);
  if (followingAt !== null) print(`  and the next decision follows at ${followingAt}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

import { describeRecoveryPolicy, type NextDecision } from "@followthrough/core/contract";
import type { DecisionKind, RecoveryPolicy } from "@followthrough/core/domain";
import { stringify } from "yaml";

/** Prints a policy with its defaults as YAML, or every fault of its file. */
export function printPolicy(
  file: string,
  checked:
    | { readonly ok: true; readonly policy: RecoveryPolicy }
    | { readonly ok: false; readonly faults: readonly string[] },
): void {
  if (checked.ok) {
    print(`# ${file} is a valid policy. With its defaults:`);
    print(stringify(describeRecoveryPolicy(checked.policy)).trimEnd());
    return;
  }
  print(`${file} has ${checked.faults.length} fault(s):`);
  for (const fault of checked.faults) print(`  ${fault}`);
}

const WORDS = {
  prompt: "the member gets a prompt",
  defer: "the prompt waits",
  suppress: "no prompt goes out",
  escalate: "an operator is asked",
} as const satisfies Record<DecisionKind, string>;

/** Prints what happens to an order next if nothing comes. */
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
    print(`${orderId} is closed: nothing happens any more.`);
    return;
  }
  const when = next.state === "overdue" ? "with the next sweep" : `at ${at}`;
  print(`${orderId} is ${next.state}. Looked at ${when}, by policy ${policyVersion}:`);
  const which = step === null ? "" : `, step ${step + 1} of the cadence`;
  print(`  ${WORDS[decision]} (${reason}${which})`);
  if (followingAt !== null) print(`  and then it is looked at again at ${followingAt}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

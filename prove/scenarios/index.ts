import type { Scenario } from "../scenario.ts";
import { control } from "./control.ts";
import { inbox } from "./inbox.ts";
import { inboxPace } from "./inbox-pace.ts";
import { killPoints } from "./kill-points.ts";
import { killRandom } from "./kill-random.ts";
import { lostCommit } from "./lost-commit.ts";
import { loyaltyModel } from "./loyalty-model.ts";
import { loyaltyStorm } from "./loyalty-storm.ts";
import { oneMailbox } from "./one-mailbox.ts";
import { poison } from "./poison.ts";
import { postgresImmediate } from "./postgres-immediate.ts";
import { races } from "./races.ts";
import { smtpFaults } from "./smtp-faults.ts";
import { stoppedWorker } from "./stopped-worker.ts";
import { tenWorkers } from "./ten-workers.ts";

/** Every scenario, in the order in which they are played: first those that are judged by time, on a machine at rest. */
export const SCENARIOS: readonly Scenario[] = [
  control,
  tenWorkers,
  inboxPace,
  killPoints,
  killRandom,
  stoppedWorker,
  postgresImmediate,
  smtpFaults,
  poison,
  races,
  oneMailbox,
  lostCommit,
  inbox,
  loyaltyModel,
  loyaltyStorm,
];

import type { IntakeContext } from "../intake/intake-context.ts";
import type { LifecycleContext } from "../lifecycle/lifecycle-context.ts";
import type { PointsContext } from "../points/points-context.ts";
import type { ProvidersContext } from "../providers/providers-context.ts";
import type { RecoveryContext } from "../recovery/recovery-context.ts";

/** What the rooms of one process need: the contexts of all rooms together. */
export interface AppContext
  extends IntakeContext,
    LifecycleContext,
    PointsContext,
    ProvidersContext,
    RecoveryContext {}

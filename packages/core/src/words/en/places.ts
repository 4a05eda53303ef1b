import type { CurrentStage } from "../../domain/index.ts";
import { EN_STAGES } from "./stages.ts";

/** Where an order can stand, for operators: at a stage, or past the last one. */
export const EN_PLACES: Readonly<Record<CurrentStage, string>> = {
  ...EN_STAGES,
  completed: "Completed",
};

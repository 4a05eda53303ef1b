import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { stageHref } from "../../../apps/storefront/src/stages/stage-href.ts";
import { CURRENT_STAGES, isAsked, OPTIONAL_STAGES, STAGES } from "../src/domain/index.ts";

/** The schema after all migrations. */
const SCHEMA = read("packages/server/schema.sql");

describe("the database knows the stages of the record", () => {
  test("each check of a stage lists the possible stages", () => {
    const asked = STAGES.filter(isAsked);
    expect(checksOfStages()).toEqual({
      orchestrations_current_stage_check: CURRENT_STAGES,
      prompts_stage_check: STAGES,
      provider_checks_stage_check: asked,
      provider_references_asks_check: asked,
    });
  });

  test("an order has a column for each stage that it may not need", () => {
    const columns = [...SCHEMA.matchAll(/^ {2}(requires_\w+) boolean/gm)];
    expect(columns.map(([, column]) => column)).toEqual(
      OPTIONAL_STAGES.map((stage) => `requires_${stage}`),
    );
  });
});

describe("the storefront has a page for each stage", () => {
  test.each(STAGES)("%s", (stage) => {
    const folder = stageHref(stage, "order").replace(/order$/, "[orderId]");
    expect(read(`apps/storefront/src/app${folder}/page.tsx`)).toContain(`stage="${stage}"`);
  });
});

/** The values that each check with a stage allows, by the name of the check. */
function checksOfStages(): Record<string, string[]> {
  const checks = [...SCHEMA.matchAll(/^ {2}constraint (\w+) CHECK .*ARRAY\[(.*)\]/gm)];
  return Object.fromEntries(
    checks
      .map(([, name = "", list = ""]) => [name, valuesOf(list)] as const)
      .filter(([, values]) => STAGES.some((stage) => values.includes(stage))),
  );
}

function valuesOf(list: string): string[] {
  return [...list.matchAll(/'(\w+)'/g)].map(([, value = ""]) => value);
}

function read(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
}

export * from "./actions.ts";
export * from "./engine.ts";
export * from "./insight.ts";
export * from "./members.ts";
export * from "./operators.ts";
export * from "./order-page.ts";
export * from "./policy.ts";
export * from "./queue.ts";

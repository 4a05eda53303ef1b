export * from "./member.ts";
export * from "./operations.ts";
export * from "./orchestration.ts";
export * from "./order.ts";
export * from "./primitives.ts";
export * from "./problem.ts";
export * from "./shopper.ts";

export { attachEmbeddedPostgres } from "./attach.ts";
export { openEmbeddedPostgres } from "./open.ts";

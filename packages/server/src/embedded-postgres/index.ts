export { attachEmbeddedPostgres } from "./attach.ts";
export { type EmbeddedPostgres, openEmbeddedPostgres } from "./open.ts";

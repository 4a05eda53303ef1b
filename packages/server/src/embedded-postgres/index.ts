export { attachEmbeddedPostgres } from "./attach.ts";
export { type EmbeddedPostgres, makeDataFolder, openEmbeddedPostgres } from "./open.ts";

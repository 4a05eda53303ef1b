import { ensureConsole } from "./ensure-build.mjs";
import { ensureInstall } from "./ensure-install.mjs";
import { ensureNode } from "./ensure-node.mjs";
import { readPort, requireFreePorts } from "./ports.mjs";
import { inProject } from "./project.mjs";
import { runDevelopment } from "./run-development.mjs";

try {
  await ensureNode(import.meta.url);
  const places = {
    apiPort: readPort("API_PORT", 8000),
    storefrontPort: readPort("STOREFRONT_PORT", 3000),
    consolePort: readPort("CONSOLE_PORT", 5173),
    dataDir: process.env.DATA_DIR || inProject(".data"),
  };
  await requireFreePorts(
    [
      { variable: "API_PORT", port: places.apiPort, purpose: "API" },
      { variable: "STOREFRONT_PORT", port: places.storefrontPort, purpose: "storefront" },
      { variable: "CONSOLE_PORT", port: places.consolePort, purpose: "console" },
    ],
    "npm run dev",
  );
  await ensureInstall();
  await ensureConsole();
  process.exitCode = await runDevelopment(places);
} catch (error) {
  console.error(`\n${error.message ?? error}`);
  process.exitCode = 1;
}

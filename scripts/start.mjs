import { ensureBuild } from "./ensure-build.mjs";
import { ensureInstall } from "./ensure-install.mjs";
import { ensureNode } from "./ensure-node.mjs";
import { readPort, requireFreePorts } from "./ports.mjs";
import { inProject } from "./project.mjs";
import { runProduct } from "./run-product.mjs";
import { StepFailed } from "./run-step.mjs";

try {
  await ensureNode(import.meta.url);
  const apiPort = readPort("API_PORT", 8000);
  const storefrontPort = readPort("STOREFRONT_PORT", 3000);
  const dataDir = process.env.DATA_DIR || inProject(".data");
  await requireFreePorts(
    [
      { variable: "API_PORT", port: apiPort, purpose: "API" },
      { variable: "STOREFRONT_PORT", port: storefrontPort, purpose: "storefront" },
    ],
    "npm start",
  );
  await ensureInstall();
  await ensureBuild();
  process.exitCode = await runProduct({ apiPort, storefrontPort, dataDir });
} catch (error) {
  console.error(error instanceof StepFailed ? `\n${error.message}` : `\n${error.message ?? error}`);
  process.exitCode = 1;
}

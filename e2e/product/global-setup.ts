import { randomBytes } from "node:crypto";
import { addOperator } from "./add-operator.ts";
import { publishAddresses } from "./addresses.ts";
import { makeDataFolder } from "./data-folder.ts";
import { findFreePort } from "./free-port.ts";
import { openMailDesk } from "./mail-desk.ts";
import { startServer } from "./server.ts";
import { startStorefront } from "./storefront.ts";

/**
 * Runs the whole product for the tests: database, API, worker, storefront and a mail server.
 *
 * @returns how to take it down again, the last started first
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const stops: (() => Promise<void>)[] = [];
  const takeDown = async () => {
    for (const stop of stops.reverse()) await stop();
  };
  try {
    const dataFolder = await makeDataFolder();
    stops.push(dataFolder.remove);
    const desk = await openMailDesk();
    stops.push(desk.close);
    const apiPort = await findFreePort();
    const storefrontPort = await findFreePort();
    const apiKey = `ft_${randomBytes(24).toString("base64url")}`;
    const linkSecret = randomBytes(48).toString("base64url");
    const apiUrl = `http://127.0.0.1:${apiPort}`;
    const storefrontUrl = `http://127.0.0.1:${storefrontPort}`;
    const server = await startServer({
      name: "server",
      port: apiPort,
      dataDir: dataFolder.path,
      apiKey,
      linkSecret,
      storefrontUrl,
      smtpUrl: desk.smtpUrl,
    });
    stops.push(server.stop);
    const storefront = await startStorefront({
      name: "storefront",
      port: storefrontPort,
      apiUrl,
      apiKey,
    });
    stops.push(storefront.stop);
    const admin = await addOperator(dataFolder.path, linkSecret);
    publishAddresses({
      apiUrl,
      apiKey,
      storefrontUrl,
      mailUrl: desk.url,
      linkSecret,
      adminEmail: admin.email,
      adminPassword: admin.password,
    });
    return takeDown;
  } catch (error) {
    await takeDown();
    throw error;
  }
}

import { requireBalance } from "../work.ts";
import { type ProductFolder, runCommand } from "./part.ts";

/** Adds an operator as a person does, and signs in. @returns the session's cookie, as a browser sends it */
export async function signIn(
  place: ProductFolder,
  databaseUrl: string,
  origin: string,
): Promise<string> {
  const email = `${crypto.randomUUID().slice(0, 8)}@shop.test`;
  const { output } = await runCommand(place, ["operator", "add", email, "--name", "Bench"], {
    databaseUrl,
  });
  const password = /shown once: (\S+)/.exec(output)?.[1];
  const response = await fetch(`${origin}/console/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  const [cookie] = response.headers.getSetCookie().map((line) => line.split(";", 1)[0]);
  requireBalance(`signed in with ${response.status}`, response.ok && cookie !== undefined);
  return String(cookie);
}

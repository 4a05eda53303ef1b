import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Reads a port from the environment.
 *
 * @param {string} variable its name, for the message too
 * @param {number} fallback
 */
export function readPort(variable, fallback) {
  const text = process.env[variable] ?? "";
  if (text === "") return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Error(`${variable} is "${text}"; it must be a port from 1 to 65535.`);
}

/**
 * Refuses in one message if any of the ports can't be used, before anything is started.
 *
 * @param {readonly { variable: string, port: number, purpose: string }[]} wanted
 * @param {string} command how this was called, for the message
 */
export async function requireFreePorts(wanted, command) {
  const ports = wanted.map(({ port }) => port);
  if (new Set(ports).size < ports.length) {
    throw new Error(`${wanted.map(({ variable }) => variable).join(" and ")} must differ.`);
  }
  const problems = [];
  for (const { variable, port, purpose } of wanted) {
    const reason = await whyNotFree(port);
    if (reason === undefined) continue;
    problems.push(
      `Port ${port} for the ${purpose} ${reason}. Stop what uses it, or choose another: ${variable}=${port + 100} ${command}`,
    );
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

async function whyNotFree(port) {
  // Loopback is what we listen on; a server on all addresses would shadow it without an error.
  for (const host of ["127.0.0.1", "0.0.0.0"]) {
    const server = createServer();
    try {
      server.listen({ port, host, exclusive: true });
      await once(server, "listening");
    } catch (error) {
      if (error.code === "EADDRINUSE") return "is in use";
      if (error.code === "EACCES") return "may only be used by root";
      throw error;
    } finally {
      server.close();
    }
  }
  return undefined;
}

import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import helmet from "helmet";

// Pages of ours need their own styles and forms, nothing else.
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    styleSrc: ["'unsafe-inline'"],
    imgSrc: ["data:"],
    formAction: ["'self'"],
    frameSrc: ["'self'"],
    frameAncestors: ["'self'"],
    baseUri: ["'none'"],
  },
};

/**
 * What every answer says to browsers. Helmet sets these on each response, a call a header; they are the same for
 * all, so it is asked once.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = collect();

function collect(): Record<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  const setHeaders = helmet({
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    // Plain HTTP behind a proxy or on loopback: these are the proxy's to say.
    strictTransportSecurity: false,
    originAgentCluster: false,
  });
  setHeaders(request, response, (error) => {
    if (error !== undefined) throw error;
  });
  const headers = Object.entries(response.getHeaders());
  return Object.fromEntries(headers.map(([name, value]) => [name, String(value)]));
}

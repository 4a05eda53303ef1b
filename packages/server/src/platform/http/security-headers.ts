import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import helmet from "helmet";

// Our pages need their own styles and forms, nothing else.
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
 * The security headers of every answer. Helmet sets them on each response, with one call per header. They are the
 * same for all answers, so they are collected once.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = collect();

function collect(): Record<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  const setHeaders = helmet({
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    // Plain HTTP behind a proxy or on loopback: the proxy decides about this header.
    strictTransportSecurity: false,
    originAgentCluster: false,
  });
  setHeaders(request, response, (error) => {
    if (error !== undefined) throw error;
  });
  const headers = Object.entries(response.getHeaders());
  return Object.fromEntries(headers.map(([name, value]) => [name, String(value)]));
}

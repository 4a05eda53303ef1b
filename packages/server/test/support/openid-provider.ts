import { once } from "node:events";
import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** An OpenID provider on its own socket. It vouches for the person that a test names. */
export interface OpenIdProvider {
  readonly issuer: string;
  readonly clientId: string;
  /** Sets the person that it vouches for next, with the nonce of the request. */
  vouchFor(email: string, nonce: string): void;
  close(): Promise<void>;
}

/** Starts one. @param isForged signs its identity tokens with a key that it does not publish */
export async function startOpenIdProvider(isForged = false): Promise<OpenIdProvider> {
  const clientId = "console-of-the-tests";
  const keys = await generateKeyPair("RS256");
  const others = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "one", alg: "RS256", use: "sig" };
  let vouched = { email: "", nonce: "" };
  let issuer = "";
  const answers: Readonly<Record<string, () => Promise<object> | object>> = {
    "/.well-known/openid-configuration": () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      id_token_signing_alg_values_supported: ["RS256"],
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
    }),
    "/jwks": () => ({ keys: [jwk] }),
    "/token": async () => ({
      access_token: "access",
      token_type: "Bearer",
      expires_in: 60,
      id_token: await new SignJWT({
        email: vouched.email,
        email_verified: true,
        name: "X",
        nonce: vouched.nonce,
      })
        .setProtectedHeader({ alg: "RS256", kid: "one" })
        .setIssuer(issuer)
        .setAudience(clientId)
        .setSubject(`sub-${vouched.email}`)
        .setIssuedAt()
        .setExpirationTime("1m")
        .sign(isForged ? others.privateKey : keys.privateKey),
    }),
  };
  const server = createServer(async (request, response) => {
    const answer = answers[request.url ?? ""];
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify((await answer?.()) ?? {}));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("There is no TCP port");
  issuer = `http://127.0.0.1:${address.port}`;
  return {
    issuer,
    clientId,
    vouchFor: (email, nonce) => {
      vouched = { email, nonce };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

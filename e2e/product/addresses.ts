/** Where the product that the set-up has started can be reached. */
export interface Addresses {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly storefrontUrl: string;
  /** Of the mail desk. */
  readonly mailUrl: string;
  /** What the links of mails are signed with, for tests that need one of another age. */
  readonly linkSecret: string;
  /** Of an admin of the console, whom the command has added. */
  readonly adminEmail: string;
  readonly adminPassword: string;
}

// The tests run in processes of their own; the environment is what they get from the set-up.
const VARIABLES = {
  apiUrl: "E2E_API_URL",
  apiKey: "E2E_API_KEY",
  storefrontUrl: "E2E_STOREFRONT_URL",
  mailUrl: "E2E_MAIL_URL",
  linkSecret: "E2E_LINK_SECRET",
  adminEmail: "E2E_ADMIN_EMAIL",
  adminPassword: "E2E_ADMIN_PASSWORD",
} as const satisfies Record<keyof Addresses, string>;

/** Leaves the addresses for the test processes. */
export function publishAddresses(addresses: Addresses): void {
  Object.assign(process.env, {
    [VARIABLES.apiUrl]: addresses.apiUrl,
    [VARIABLES.apiKey]: addresses.apiKey,
    [VARIABLES.storefrontUrl]: addresses.storefrontUrl,
    [VARIABLES.mailUrl]: addresses.mailUrl,
    [VARIABLES.linkSecret]: addresses.linkSecret,
    [VARIABLES.adminEmail]: addresses.adminEmail,
    [VARIABLES.adminPassword]: addresses.adminPassword,
  });
}

/** The addresses that the set-up has left. */
export function readAddresses(): Addresses {
  return {
    apiUrl: read("apiUrl"),
    apiKey: read("apiKey"),
    storefrontUrl: read("storefrontUrl"),
    mailUrl: read("mailUrl"),
    linkSecret: read("linkSecret"),
    adminEmail: read("adminEmail"),
    adminPassword: read("adminPassword"),
  };
}

function read(key: keyof Addresses): string {
  const value = process.env[VARIABLES[key]];
  if (value === undefined) throw new Error(`${VARIABLES[key]} is set by the global set-up`);
  return value;
}

/** The product that the tests drive: started once by `global-setup.ts`, known to every worker through these. */
export const adminEmail = "admin@localhost";
export const adminPassword = "end-to-end-password";
export const adminToken = "dfr_admin_end_to_end_tests_only";

export function readAddress(): string {
  return `http://127.0.0.1:${readVariable("E2E_PORT")}`;
}

/** The gateway token that the first start printed. */
export function readGatewayToken(): string {
  return readVariable("E2E_TOKEN");
}

/** The data directory of this run, for `database-url`. */
export function readDataDirectory(): string {
  return readVariable("E2E_DATA_DIR");
}

function readVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run these tests through e2e/playwright.config.ts.`);
  return value;
}

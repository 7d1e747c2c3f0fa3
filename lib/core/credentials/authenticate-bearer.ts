import type { HeaderList } from "../contracts/provider";

/** `Authorization: Bearer`, the form that nearly everybody takes. */
export function authenticateBearer(credential: string): HeaderList {
  return [["authorization", `Bearer ${credential}`]];
}

/** What `authenticateBearer` is called for people. */
export const bearerForm = "Authorization: Bearer";

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether Postgres would take this text for a `uuid`. */
export function isUuid(text: string): boolean {
  return pattern.test(text);
}

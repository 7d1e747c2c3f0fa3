/** Whether JSON would say `[]` or `{}` of a value: known without writing it. */
export function isEmpty(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return !("toJSON" in value);
}

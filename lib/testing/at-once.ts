/** The value of work that must be short enough to be done at once. @throws TypeError when it is not */
export function atOnce<T>(value: T | Promise<T>): T {
  if (value instanceof Promise) throw new TypeError("The work was not done at once.");
  return value;
}

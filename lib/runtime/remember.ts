/**
 * One value per process, made on first use. Next loads several copies of a module, so module scope is not a singleton:
 * the value lives on `globalThis` under a symbol.
 */
export function remember<Value>(key: string, create: () => Value): Value {
  const symbol = Symbol.for(`diffract.${key}`);
  const values = globalThis as Record<symbol, { readonly value: Value } | undefined>;
  return (values[symbol] ??= { value: create() }).value;
}

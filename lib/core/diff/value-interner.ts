import type { Json } from "../dialects/dialect-adapter";
import { isObject } from "../json/json-access";

type Scalar = string | number | boolean | null;

function isComposite(value: Json): value is Json & object {
  return typeof value === "object" && value !== null;
}

function childrenOf(value: object): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : Object.values(value as Readonly<Record<string, Json>>);
}

/**
 * Gives equal JSON values the same number, whatever the order of their keys: comparing is then comparing numbers.
 * Exact, since values are looked up by their content and not by a hash of it; linear, and without recursion.
 */
export class ValueInterner {
  private readonly scalars = new Map<Scalar, number>();
  private readonly composites = new Map<string, number>();
  private readonly known = new Map<object, number>();
  /** By number: how many strings, numbers, booleans and nulls the value holds. */
  private readonly leaves: number[] = [];
  /** Values looked at. */
  visits = 0;

  /** The number of a value. */
  idOf(value: Json): number {
    if (!isComposite(value)) return this.internScalar(value);
    return this.known.get(value) ?? this.internTree(value);
  }

  /** How many scalars a value holds; one for a scalar. */
  countLeaves(value: Json): number {
    return this.leaves[this.idOf(value)] ?? 0;
  }

  private add(leaves: number): number {
    return this.leaves.push(leaves) - 1;
  }

  private internScalar(value: Json): number {
    // A Map takes -0 for 0, but what was sent is not the same.
    if (Object.is(value, -0)) return this.internShape("-0", 1);
    const scalar = value as Scalar;
    const found = this.scalars.get(scalar);
    if (found !== undefined) return found;
    const id = this.add(1);
    this.scalars.set(scalar, id);
    return id;
  }

  private internShape(shape: string, leaves: number): number {
    const found = this.composites.get(shape);
    if (found !== undefined) return found;
    const id = this.add(leaves);
    this.composites.set(shape, id);
    return id;
  }

  private internTree(root: object): number {
    const stack: { value: object; isOpen: boolean }[] = [{ value: root, isOpen: false }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (top.isOpen || this.known.has(top.value)) {
        if (!this.known.has(top.value)) this.known.set(top.value, this.combine(top.value as Json));
        stack.pop();
        continue;
      }
      top.isOpen = true;
      this.visits += 1;
      for (const child of childrenOf(top.value)) {
        if (isComposite(child) && !this.known.has(child)) stack.push({ value: child, isOpen: false });
      }
    }
    return this.known.get(root) ?? 0;
  }

  private combine(value: Json): number {
    let leaves = 0;
    const part = (child: Json): number => {
      this.visits += 1;
      const id = isComposite(child) ? (this.known.get(child) ?? 0) : this.internScalar(child);
      leaves += this.leaves[id] ?? 0;
      return id;
    };
    if (Array.isArray(value)) {
      const shape = `a${(value as readonly Json[]).map(part).join(",")}`;
      return this.internShape(shape, leaves);
    }
    const object = isObject(value) ? value : {};
    const fields = Object.keys(object)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${part(object[key] ?? null)}`);
    return this.internShape(`o${fields.join(",")}`, leaves);
  }
}

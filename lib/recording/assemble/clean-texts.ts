import type { Columns } from "./call-rows";
import { sanitiseText } from "./sanitise-json";

/** NUL, and halves of surrogate pairs: whole pairs are fine, but only a closer look can tell. */
const suspectText = /[\0\ud800-\udfff]/;

function cleanText(value: unknown, notes: Set<string>): unknown {
  return typeof value === "string" && suspectText.test(value) ? sanitiseText(value, notes) : value;
}

/** Replaces in a table's rows what Postgres text cannot hold. Rows without any of it stay the same objects. */
export function createTextCleaner<Row extends object>(columns: Columns): (row: Row, notes: Set<string>) => Row {
  const names = Object.keys(columns).filter((name) => columns[name] === "text");
  const lists = Object.keys(columns).filter((name) => columns[name] === "textArray");
  return (row, notes) => {
    const values = row as Readonly<Record<string, unknown>>;
    const cleaned: Record<string, unknown> = {};
    for (const name of names) {
      const clean = cleanText(values[name], notes);
      if (clean !== values[name]) cleaned[name] = clean;
    }
    for (const name of lists) {
      const list = values[name] as readonly unknown[];
      const clean = list.map((value) => cleanText(value, notes));
      if (clean.some((value, index) => value !== list[index])) cleaned[name] = clean;
    }
    return Object.keys(cleaned).length === 0 ? row : { ...row, ...cleaned };
  };
}

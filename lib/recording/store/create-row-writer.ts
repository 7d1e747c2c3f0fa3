import type { Columns, ColumnType, ColumnValues, RowOf } from "../assemble/call-rows";
import type { CopyBuffer } from "./copy-buffer";

type Writers = { readonly [Type in ColumnType]: (buffer: CopyBuffer, value: ColumnValues[Type]) => void };

const writers: Writers = {
  uuid: (buffer, value) => {
    buffer.uuid(value);
  },
  text: (buffer, value) => {
    buffer.text(value);
  },
  bool: (buffer, value) => {
    buffer.bool(value);
  },
  int4: (buffer, value) => {
    buffer.int4(value);
  },
  int8: (buffer, value) => {
    buffer.int8(value);
  },
  float8: (buffer, value) => {
    buffer.float8(value);
  },
  numeric: (buffer, value) => {
    buffer.numeric(value);
  },
  timestamptz: (buffer, value) => {
    buffer.timestamptz(value);
  },
  jsonb: (buffer, value) => {
    buffer.jsonb(value);
  },
  bytea: (buffer, value) => {
    buffer.bytea(value);
  },
  textArray: (buffer, value) => {
    buffer.textArray(value);
  },
  float8Array: (buffer, value) => {
    buffer.float8Array(value);
  },
};

/**
 * Writes rows of one table in the form that COPY reads.
 * The function throws RangeError when a value is none of its column's type.
 */
export function createRowWriter<Table extends Columns>(
  columns: Table,
): (buffer: CopyBuffer, row: RowOf<Table>) => void {
  const names = Object.keys(columns);
  const write = Object.values(columns).map((type) => writers[type] as (buffer: CopyBuffer, value: never) => void);
  return (buffer, row) => {
    const values = row as Readonly<Record<string, unknown>>;
    buffer.row(names.length);
    for (let index = 0; index < names.length; index++) {
      const value = values[names[index] ?? ""];
      if (value === null || value === undefined) buffer.null();
      else write[index]?.(buffer, value as never);
    }
  };
}

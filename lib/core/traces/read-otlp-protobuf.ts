/**
 * Reads an OTLP `ExportTraceServiceRequest` in protobuf (opentelemetry-proto 1.x, `trace/v1/trace.proto`) into the shape of
 * OTLP/JSON, so that one parser serves both. Fields that are not read are skipped, as protobuf wants it.
 */
type FieldType = "text" | "hex" | "base64" | "enum" | "int64" | "bool" | "fixed64" | "double" | Message;

interface Field {
  readonly name: string;
  readonly type: FieldType | (() => Message);
  readonly isList?: boolean;
}

/** Fields by number. */
type Message = ReadonlyMap<number, Field>;

const deepestLevel = 64;

function message(...fields: readonly [number, string, Field["type"], "list"?][]): Message {
  return new Map(fields.map(([number, name, type, list]) => [number, { name, type, isList: list === "list" }]));
}

const arrayValue: Message = message([1, "values", () => anyValue, "list"]);
const keyValueList: Message = message([1, "values", () => keyValue, "list"]);
const anyValue: Message = message(
  [1, "stringValue", "text"],
  [2, "boolValue", "bool"],
  [3, "intValue", "int64"],
  [4, "doubleValue", "double"],
  [5, "arrayValue", arrayValue],
  [6, "kvlistValue", keyValueList],
  [7, "bytesValue", "base64"],
);
const keyValue: Message = message([1, "key", "text"], [2, "value", anyValue]);
const event = message([1, "timeUnixNano", "fixed64"], [2, "name", "text"], [3, "attributes", keyValue, "list"]);
const link = message([1, "traceId", "hex"], [2, "spanId", "hex"], [4, "attributes", keyValue, "list"]);
const status = message([2, "message", "text"], [3, "code", "enum"]);
const span = message(
  [1, "traceId", "hex"],
  [2, "spanId", "hex"],
  [4, "parentSpanId", "hex"],
  [5, "name", "text"],
  [6, "kind", "enum"],
  [7, "startTimeUnixNano", "fixed64"],
  [8, "endTimeUnixNano", "fixed64"],
  [9, "attributes", keyValue, "list"],
  [11, "events", event, "list"],
  [13, "links", link, "list"],
  [15, "status", status],
);
const scopeSpans = message([2, "spans", span, "list"]);
const resource = message([1, "attributes", keyValue, "list"]);
const resourceSpans = message([1, "resource", resource], [2, "scopeSpans", scopeSpans, "list"]);
const traceRequest = message([1, "resourceSpans", resourceSpans, "list"]);

const partialSuccess = message([1, "rejectedSpans", "int64"], [2, "errorMessage", "text"]);
const traceResponse = message([1, "partialSuccess", partialSuccess]);
/** `google.rpc.Status`, with which collectors refuse. */
const refusal = message([2, "message", "text"]);

class MalformedProtobuf extends Error {}

class Reader {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
    private readonly end: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  hasMore(): boolean {
    return this.at < this.end;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.take(1)] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new MalformedProtobuf("a number has no end");
  }

  fixed64(): bigint {
    return this.view.getBigUint64(this.take(8), true);
  }

  double(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  /** The next length-delimited field, as a view. */
  block(): Uint8Array {
    const length = Number(this.varint());
    const from = this.take(length);
    return this.bytes.subarray(from, from + length);
  }

  skip(wireType: number): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.take(8);
    else if (wireType === 2) this.block();
    else if (wireType === 5) this.take(4);
    else throw new MalformedProtobuf("a field has an unknown form");
  }

  private take(length: number): number {
    const from = this.at;
    if (length > this.end - from) throw new MalformedProtobuf("it breaks off");
    this.at = from + length;
    return from;
  }
}

const decoder = new TextDecoder();

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

const wireTypes: Readonly<Record<Exclude<FieldType, Message>, number>> = {
  text: 2,
  hex: 2,
  base64: 2,
  enum: 0,
  int64: 0,
  bool: 0,
  fixed64: 1,
  double: 1,
};

const scalarReaders: Readonly<Record<Exclude<FieldType, Message>, (reader: Reader) => unknown>> = {
  text: (reader) => decoder.decode(reader.block()),
  hex: (reader) => toHex(reader.block()),
  base64: (reader) => toBase64(reader.block()),
  enum: (reader) => Number(reader.varint()),
  int64: (reader) => BigInt.asIntN(64, reader.varint()).toString(),
  bool: (reader) => reader.varint() !== 0n,
  fixed64: (reader) => reader.fixed64().toString(),
  double: (reader) => reader.double(),
};

function readField(reader: Reader, type: FieldType, level: number): unknown {
  if (typeof type === "string") return scalarReaders[type](reader);
  const bytes = reader.block();
  return readMessage(bytes, type, level + 1);
}

function readMessage(bytes: Uint8Array, fields: Message, level: number): Record<string, unknown> {
  if (level > deepestLevel) throw new MalformedProtobuf("it is nested too deeply");
  const reader = new Reader(bytes, 0, bytes.length);
  const found = new Map<string, unknown>();
  while (reader.hasMore()) {
    const tag = Number(reader.varint());
    const field = fields.get(tag >>> 3);
    const type = typeof field?.type === "function" ? field.type() : field?.type;
    const wireType = typeof type === "string" ? wireTypes[type] : 2;
    if (field === undefined || type === undefined || (tag & 7) !== wireType) {
      reader.skip(tag & 7);
      continue;
    }
    const value = readField(reader, type, level);
    const list = found.get(field.name);
    if (field.isList !== true) found.set(field.name, value);
    else if (Array.isArray(list)) list.push(value);
    else found.set(field.name, [value]);
  }
  return Object.fromEntries(found);
}

/**
 * @returns the request in the shape of OTLP/JSON, ids in hex
 * @throws Error that says what is wrong with the bytes
 */
export function readOtlpProtobuf(bytes: Uint8Array): unknown {
  return readMessage(bytes, traceRequest, 0);
}

/** An `ExportTraceServiceResponse`, in the same way. @throws Error that says what is wrong with the bytes */
export function readOtlpResponse(bytes: Uint8Array): unknown {
  return readMessage(bytes, traceResponse, 0);
}

/** The body of an answer that is not 200, in the same way. @throws Error that says what is wrong with the bytes */
export function readOtlpRefusal(bytes: Uint8Array): unknown {
  return readMessage(bytes, refusal, 0);
}

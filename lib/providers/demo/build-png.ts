/** A real PNG (ISO/IEC 15948) without a compressor: deflate allows blocks that are stored as they are. */
const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const longestStored = 65_535;

function crc32(bytes: readonly number[]): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function adler32(bytes: readonly number[]): number {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return ((high << 16) | low) >>> 0;
}

function toUint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function buildChunk(type: string, data: readonly number[]): number[] {
  const body = [...Array.from(type, (character) => character.charCodeAt(0)), ...data];
  return [...toUint32(data.length), ...body, ...toUint32(crc32(body))];
}

function storeDeflated(data: readonly number[]): number[] {
  if (data.length > longestStored) throw new Error("The picture is too large for one stored block.");
  const [low, high] = [data.length & 255, data.length >>> 8];
  return [0x78, 0x01, 1, low, high, low ^ 255, high ^ 255, ...data, ...toUint32(adler32(data))];
}

type Colour = readonly [red: number, green: number, blue: number];

/** A square picture. @param colourAt the colour of a pixel, each part from 0 to 255 */
export function buildPng(side: number, colourAt: (x: number, y: number) => Colour): Uint8Array {
  const rows = Array.from({ length: side }, (_, y) => [
    0,
    ...Array.from({ length: side }, (_column, x) => colourAt(x, y)).flat(),
  ]);
  const header = [...toUint32(side), ...toUint32(side), 8, 2, 0, 0, 0];
  const chunks = [buildChunk("IHDR", header), buildChunk("IDAT", storeDeflated(rows.flat())), buildChunk("IEND", [])];
  return Uint8Array.from([...signature, ...chunks.flat()]);
}

const sampleRate = 8_000;
const msPerCharacter = 20;
const longestMs = 1_000;

/** How long the demo speaks. */
function pickDurationMs(text: string): number {
  return Math.min(Math.max(text.length * msPerCharacter, 100), longestMs);
}

/** A quiet tone, 16-bit little-endian mono: one note for each word. */
export function buildPcm(text: string): Uint8Array {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const count = Math.floor((pickDurationMs(text) * sampleRate) / 1000);
  const view = new DataView(new ArrayBuffer(count * 2));
  for (let at = 0; at < count; at++) {
    const word = words[Math.floor((at * words.length) / count)] ?? "";
    const hertz = 220 + (word.length % 8) * 55;
    view.setInt16(at * 2, Math.round(3_000 * Math.sin((2 * Math.PI * hertz * at) / sampleRate)), true);
  }
  return new Uint8Array(view.buffer);
}

function writeAscii(view: DataView, at: number, text: string): void {
  for (let index = 0; index < text.length; index++) view.setUint8(at + index, text.charCodeAt(index));
}

/** RIFF WAVE with a header of 44 bytes. */
export function buildWav(text: string): Uint8Array {
  const pcm = buildPcm(text);
  const view = new DataView(new ArrayBuffer(44 + pcm.length));
  writeAscii(view, 0, "RIFF");
  view.setUint32(4, 36 + pcm.length, true);
  writeAscii(view, 8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  writeAscii(view, 36, "data");
  view.setUint32(40, pcm.length, true);
  const bytes = new Uint8Array(view.buffer);
  bytes.set(pcm, 44);
  return bytes;
}

/** MPEG-1 layer III, 32 kbit/s, 44.1 kHz, mono: 144 · 32,000 / 44,100 bytes and 26.1 ms a frame. */
const frameHeader = [0xff, 0xfb, 0x10, 0xc4];
const frameBytes = 104;
const frameMs = 26.1;

/** Silence: frames whose side information says that nothing follows. */
export function buildMp3(text: string): Uint8Array {
  const frames = Math.ceil(pickDurationMs(text) / frameMs);
  const bytes = new Uint8Array(frames * frameBytes);
  for (let frame = 0; frame < frames; frame++) bytes.set(frameHeader, frame * frameBytes);
  return bytes;
}

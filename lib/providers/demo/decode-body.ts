/** Bodies that are larger are cut: the demo needs no more to answer. */
const mostBytes = 50 * 1024 * 1024;

function isFormat(encoding: string): encoding is "gzip" | "deflate" {
  return encoding === "gzip" || encoding === "deflate";
}

/** A body without its content-encoding; `null` when the demo cannot read it. */
export async function decodeBody(bytes: Uint8Array, encoding: string): Promise<Uint8Array | null> {
  const name = encoding.trim().toLowerCase();
  if (name === "" || name === "identity") return bytes;
  if (!isFormat(name)) return null;
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream(name));
  const reader = stream.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      chunks.push(read.value);
      size += read.value.length;
      if (size > mostBytes) return null;
    }
  } catch {
    return null;
  } finally {
    reader.cancel().catch(() => undefined);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

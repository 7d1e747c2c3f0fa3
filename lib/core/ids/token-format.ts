/** Gateway tokens: `dfr_` + 12 id characters + `_` + 32 secret characters + 6 check characters, base62 throughout. */
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const pattern = /^dfr_([0-9A-Za-z]{12})_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** CRC-32 (IEEE 802.3) of ASCII text as six base62 characters, so typing mistakes are refused without a lookup. */
function checkCharacters(text: string): string {
  let crc = 0xffffffff;
  for (let index = 0; index < text.length; index++) {
    crc = (crcTable[(crc ^ text.charCodeAt(index)) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  let rest = (crc ^ 0xffffffff) >>> 0;
  let out = "";
  for (let index = 0; index < 6; index++) {
    out = (alphabet[rest % 62] ?? "0") + out;
    rest = Math.floor(rest / 62);
  }
  return out;
}

/** Uniform base62 characters from random bytes, by rejection. */
function randomBase62(length: number): string {
  let out = "";
  while (out.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < 248 && out.length < length) out += alphabet[byte % 62] ?? "";
    }
  }
  return out;
}

/** Makes a new token; 190 random bits in the secret. */
export function mintToken(): { token: string; publicId: string } {
  const publicId = randomBase62(12);
  const body = `dfr_${publicId}_${randomBase62(32)}`;
  return { token: body + checkCharacters(body), publicId };
}

/** The id characters of a well-formed token whose check characters fit, or `null`. Says nothing about validity. */
export function parseToken(text: string): { publicId: string } | null {
  const match = pattern.exec(text);
  const publicId = match?.[1];
  const check = match?.[3];
  if (publicId === undefined || check === undefined) return null;
  return checkCharacters(text.slice(0, -6)) === check ? { publicId } : null;
}

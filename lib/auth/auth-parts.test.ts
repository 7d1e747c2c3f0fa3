import { describe, expect, it } from "vitest";
import { deriveKey } from "./derive-key";
import { hashPassword, verifyPassword } from "./password";
import { createSecretSealer } from "./seal-secret";
import { createTokenHasher } from "./token-hasher";

const secret = "a secret of at least sixteen characters";

describe("keys", () => {
  it("differ by purpose and by root secret", () => {
    const keys = [deriveKey(secret, "session"), deriveKey(secret, "token-hmac"), deriveKey(`${secret}x`, "session")];
    expect(new Set(keys.map((key) => key.toString("hex"))).size).toBe(3);
    expect(keys[0]).toHaveLength(32);
  });

  it("make token hashes that another installation cannot make", () => {
    expect(createTokenHasher(secret)("dfr_a").equals(createTokenHasher("another secret, also long")("dfr_a"))).toBe(
      false,
    );
  });
});

describe("sealed secrets", () => {
  const sealer = createSecretSealer(secret);

  it("open again for their row only", () => {
    const sealed = sealer.seal("sk-provider", "row-1");
    expect(Buffer.from(sealed).includes("sk-provider")).toBe(false);
    expect(sealer.open(sealed, "row-1")).toBe("sk-provider");
    expect(() => sealer.open(sealed, "row-2")).toThrow();
  });

  it("do not open after any change", () => {
    const sealed = sealer.seal("sk-provider", "row-1");
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => sealer.open(changed, "row-1")).toThrow();
    }
  });
});

describe("passwords", () => {
  it("verify, and never for people who do not exist", { timeout: 30_000 }, async () => {
    const stored = await hashPassword("correct horse");
    expect(stored).toMatch(/^scrypt\$131072\$8\$1\$/);
    expect(await verifyPassword("correct horse", stored)).toBe(true);
    expect(await verifyPassword("wrong horse", stored)).toBe(false);
    expect(await verifyPassword("correct horse", null)).toBe(false);
    expect(await verifyPassword("x", "junk")).toBe(false);
  });
});
